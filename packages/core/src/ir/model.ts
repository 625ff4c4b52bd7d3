// A model: the network and, apart from it, its data.

import type { LazyTensor } from '../weights/lazy-tensor.js';
import type { Graph } from './graph.js';

export interface Model {
  readonly graph: Graph;
  /** By state-dict key: one tensor for each parameter of the graph, or none at all for a bare architecture. */
  readonly weights: ReadonlyMap<string, LazyTensor>;
}
