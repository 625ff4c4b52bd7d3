// What a graph costs, by the library's own analysis.

import type { Graph } from '@gossamer/core';
import { peakMemory, summarize } from '@gossamer/core/analysis';

export interface Costs {
  readonly params: number;
  readonly macs: number;
  /** Output elements of convolutions and products, as arXiv:2003.13678 counts activations. */
  readonly activations: number;
  /** Bytes read and written by all layers, float32. */
  readonly bytes: number;
  /** Bytes of maps alive at once. */
  readonly peak: number;
}

/** Of a graph with fixed sizes. @throws ShapeError where they are open */
export function costs(graph: Graph): Costs {
  const { params, macs, activations, layers } = summarize(graph);
  return {
    params,
    macs: Number(macs),
    activations: Number(activations),
    bytes: layers.reduce((sum, layer) => sum + Number(layer.bytesRead) + Number(layer.bytesWritten), 0),
    peak: peakMemory(graph).bytes,
  };
}
