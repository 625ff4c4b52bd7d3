// Costs by scope: each level of the network's names with the sum of what is in it.

import { addDims, type Dim } from '../ir/dim.js';
import type { LayerSummary } from './summary.js';

export interface ScopeCost {
  /** Dotted path; empty at the root. */
  readonly path: string;
  readonly macs: Dim;
  readonly activations: Dim;
  readonly params: number;
  readonly bytes: Dim;
  readonly nodes: number;
}

/** Every scope down to `depth` levels, outer ones first, in the order they first appear. */
export function scopeCosts(
  layers: readonly LayerSummary[],
  depth = Number.POSITIVE_INFINITY,
): readonly ScopeCost[] {
  const groups = new Map<string, LayerSummary[]>();
  for (const layer of layers) {
    for (const path of scopesOf(layer.path, depth)) groups.set(path, [...(groups.get(path) ?? []), layer]);
  }
  return [...groups].map(([path, inside]) => ({
    path,
    macs: addDims(...inside.map((layer) => layer.macs)),
    activations: addDims(...inside.map((layer) => layer.activations)),
    params: inside.reduce((sum, layer) => sum + layer.params, 0),
    bytes: addDims(...inside.flatMap((layer) => [layer.bytesRead, layer.bytesWritten])),
    nodes: inside.length,
  }));
}

/** `blocks.1.0` lies in ``, `blocks`, `blocks.1` and `blocks.1.0`. */
function scopesOf(path: string, depth: number): string[] {
  const parts = path === '' ? [] : path.split('.');
  const levels = Math.min(parts.length, depth);
  return Array.from({ length: levels + 1 }, (_, i) => parts.slice(0, i).join('.'));
}
