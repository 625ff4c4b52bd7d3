// Dropout and stochastic depth as data: what a trainer needs beside the graph of inference.

import { type Graph, isOp, type Node, OptionError, type Value } from '@gossamer/core';
import { Add } from '@gossamer/core/ops';

export interface TrainingRates {
  /** Dropout in front of the classifier. */
  readonly dropRate: number;
  /** For each block with a shortcut, in order: its scope path and the chance to drop its branch. */
  readonly dropPath: readonly { readonly path: string; readonly rate: number }[];
}

/**
 * The l-th of L shortcuts is dropped with l / L of `dropPathRate`, arXiv:1603.09382, equation 4.
 * @throws OptionError for rates outside 0 to 1
 */
export function trainingRates(graph: Graph, dropRate: number, dropPathRate: number): TrainingRates {
  for (const [name, rate] of Object.entries({ dropRate, dropPathRate })) {
    if (!(rate >= 0 && rate < 1)) throw new OptionError(`${name} should be from 0 to below 1, found ${rate}`);
  }
  const paths = dropPathRate === 0 ? [] : graph.nodes.filter(isShortcut).map((node) => node.path);
  return {
    dropRate,
    dropPath: paths.map((path, l) => ({ path, rate: ((l + 1) / paths.length) * dropPathRate })),
  };
}

/** A sum of a value and what was computed from it. */
function isShortcut(node: Node): boolean {
  const [a, b] = node.inputs;
  return isOp(node, Add) && a !== undefined && b !== undefined && (dependsOn(a, b) || dependsOn(b, a));
}

function dependsOn(value: Value, source: Value): boolean {
  const seen = new Set<Value>();
  const open: (Value | undefined)[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (next === source) return true;
    if (next === undefined || seen.has(next)) continue;
    seen.add(next);
    open.push(...(next.producer?.inputs ?? []));
  }
  return false;
}
