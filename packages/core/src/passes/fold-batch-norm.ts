// Folds BatchNormalization into the linear nodes around it.

import { isOp } from '../ir/graph.js';
import { BatchNormalization } from '../ops/batchNormalization.js';
import { affineOfNorm } from './affine.js';
import { foldAfter, foldBefore } from './fold-affine.js';
import type { Pass } from './pass.js';

/**
 * y = scale (W x + b - mean) / sqrt(var + eps) + bias becomes one convolution, transposed convolution or Gemm with
 * W' = W k and b' = (b - mean) k + bias, k = scale / sqrt(var + eps), computed in float64 and rounded once. Applies where the
 * convolution's output is read by the norm alone; else, where all readers of the norm are convolutions without padding, those
 * take it in.
 */
export const foldBatchNorm: Pass = {
  name: 'foldBatchNorm',
  run(model) {
    const norms = model.graph.nodes.filter((node) => isOp(node, BatchNormalization));
    const changed = norms.filter((norm) => {
      const affine = norm.outputs.length === 1 ? affineOfNorm(norm) : undefined;
      return affine !== undefined && (foldAfter(model, norm, affine) || foldBefore(model, norm, affine));
    }).length;
    const left = norms.length - changed;
    return {
      pass: this.name,
      changed,
      notes: left === 0 ? [] : [`${left} norms stand beside no convolution that could take them in`],
    };
  },
};
