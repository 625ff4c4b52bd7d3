// The roofline: how fast a network could be if every layer met one of the machine's two limits.

import type { Graph } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';

/** One convolution or matrix product. */
export interface LayerWork {
  /** Two for each multiply-accumulate. */
  readonly operations: number;
  /** Input, weights and output, each moved once. */
  readonly bytes: number;
}

/** A machine's limits, in operations and bytes a millisecond. */
export interface Limits {
  readonly operations: number;
  readonly bytes: number;
}

/**
 * The layers that compute. The others (norms, activations, additions) are taken to cost nothing, as if fused.
 * Undefined where sizes are open.
 */
export function layerWork(graph: Graph): readonly LayerWork[] | undefined {
  const layers = summarize(graph).layers.filter(({ macs }) => macs !== 0);
  const work = layers.map(({ macs, bytesRead, bytesWritten }) => ({
    operations: 2 * Number(macs),
    bytes: Number(bytesRead) + Number(bytesWritten),
  }));
  return work.every(({ operations, bytes }) => Number.isFinite(operations + bytes)) ? work : undefined;
}

/** Milliseconds no implementation with these limits can beat: each layer takes the longer of its two. */
export function boundMs(layers: readonly LayerWork[], limits: Limits): number {
  return layers.reduce(
    (sum, { operations, bytes }) => sum + Math.max(operations / limits.operations, bytes / limits.bytes),
    0,
  );
}
