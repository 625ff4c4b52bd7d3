// Passes: rewrites of a model. They are synchronous and never read the bytes of a weight.

import { PassError } from '../errors.js';
import type { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import { verify } from '../ir/verify.js';
import type { LazyTensor } from '../weights/lazy-tensor.js';
import { type PassCost, passCost } from './pass-cost.js';

/** The copy of a model that passes work on. */
export interface WorkingModel {
  /** Changed in place, or put in the place of the one before. */
  graph: Graph;
  /** Empty for a bare architecture: passes then rewrite the graph alone. */
  readonly weights: Map<string, LazyTensor>;
}

export interface PassReport {
  readonly pass: string;
  /** How many places it rewrote. */
  readonly changed: number;
  /** What it did, or why not, in words. */
  readonly notes: readonly string[];
  /** The graph's cost before and after; `runPasses` measures it. */
  readonly cost?: { readonly before: PassCost; readonly after: PassCost };
}

/** One rewrite, exact unless its description says otherwise. */
export interface Pass {
  readonly name: string;
  run(model: WorkingModel): PassReport;
}

/**
 * The model after the passes, in order, and what each did; the given model is left as it is.
 * @throws PassError for a pass that leaves a graph which is not well formed
 */
export function runPasses(
  model: Model,
  passes: readonly Pass[],
): { model: Model; reports: readonly PassReport[] } {
  const working: WorkingModel = { graph: model.graph.clone(), weights: new Map(model.weights) };
  let cost = passCost(working.graph);
  const reports = passes.map((pass): PassReport => {
    const before = cost;
    const report = pass.run(working);
    if (report.changed > 0) {
      check(working.graph, pass);
      cost = passCost(working.graph);
    }
    return { ...report, cost: { before, after: cost } };
  });
  working.graph.prune();
  for (const name of [...working.weights.keys()])
    if (!working.graph.params.has(name)) working.weights.delete(name);
  return { model: working, reports };
}

function check(graph: Graph, { name }: Pass): void {
  try {
    verify(graph);
  } catch (cause) {
    const fault = cause instanceof Error ? cause.message : String(cause);
    throw new PassError(`${name} left a graph that is not well formed: ${fault}`, { cause });
  }
}
