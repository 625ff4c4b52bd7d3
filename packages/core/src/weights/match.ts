// How a checkpoint's tensors and a graph's parameters differ.

import { isFloat } from '../ir/dtype.js';
import type { Graph } from '../ir/graph.js';
import { formatType, sameShape, type TensorType } from '../ir/tensor-type.js';
import type { LazyTensor } from './lazy-tensor.js';

export interface MisshapedWeight {
  readonly name: string;
  /** `float32[32,3,3,3]`, as the network needs it. */
  readonly expected: string;
  /** As the checkpoint has it. */
  readonly found: string;
}

export interface WeightMatch {
  /** Parameters the checkpoint does not have. */
  readonly missing: readonly string[];
  /** Tensors the network has no parameter for. */
  readonly unexpected: readonly string[];
  /** Of another shape, or of a type that does not convert. */
  readonly misshaped: readonly MisshapedWeight[];
}

/**
 * Compares names, shapes and types both ways; nothing is read and nothing thrown.
 * BatchNorm's `num_batches_tracked` and AveragedModel's `n_averaged`, which inference never uses, are not counted.
 */
export function matchWeights(graph: Graph, tensors: ReadonlyMap<string, LazyTensor>): WeightMatch {
  const missing: string[] = [];
  const misshaped: MisshapedWeight[] = [];
  for (const [name, { type }] of graph.params) {
    const tensor = tensors.get(name);
    if (tensor === undefined) missing.push(name);
    else if (!fits(tensor, type)) {
      misshaped.push({ name, expected: formatType(type), found: formatType(tensor) });
    }
  }
  const unexpected = [...tensors.keys()].filter((name) => !graph.params.has(name) && !isCounter(name));
  return { missing, unexpected, misshaped };
}

/** What training counted: a BatchNorm's steps, the models that torch.optim.swa_utils.AveragedModel has averaged. */
export function isCounter(name: string): boolean {
  return /(^|\.)(num_batches_tracked|n_averaged)$/.test(name);
}

function fits(tensor: LazyTensor, type: TensorType): boolean {
  const converts = tensor.dtype === type.dtype || (isFloat(tensor.dtype) && isFloat(type.dtype));
  return converts && sameShape(tensor.shape, type.shape);
}
