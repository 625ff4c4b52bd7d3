// Passes: rewrites of a model. They are synchronous and never read the bytes of a weight.

import type { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import type { LazyTensor } from '../weights/lazy-tensor.js';

/** The copy of a model that passes work on. */
export interface WorkingModel {
  readonly graph: Graph;
  /** Empty for a bare architecture: passes then rewrite the graph alone. */
  readonly weights: Map<string, LazyTensor>;
}

export interface PassReport {
  readonly pass: string;
  /** How many places it rewrote. */
  readonly changed: number;
  /** What it did, or why not, in words. */
  readonly notes: readonly string[];
}

/** One rewrite, exact unless its description says otherwise. */
export interface Pass {
  readonly name: string;
  run(model: WorkingModel): PassReport;
}

/** The model after the passes, in order; the given model is left as it is. */
export function runPasses(
  model: Model,
  passes: readonly Pass[],
): { model: Model; reports: readonly PassReport[] } {
  const working: WorkingModel = { graph: model.graph.clone(), weights: new Map(model.weights) };
  const reports = passes.map((pass) => pass.run(working));
  working.graph.prune();
  for (const name of [...working.weights.keys()])
    if (!working.graph.params.has(name)) working.weights.delete(name);
  return { model: working, reports };
}
