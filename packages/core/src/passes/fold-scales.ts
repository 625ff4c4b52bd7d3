// Folds products and sums with one number for each channel into the linear nodes around them.

import { affineOfConstant } from './affine.js';
import { foldAfter, foldBefore } from './fold-affine.js';
import type { Pass } from './pass.js';

/**
 * Mul, Div, Add and Sub by a learned or constant tensor [C,1,1] (layer scale, a bias spelt out, normalised pixels) or by one
 * number go into the convolution, transposed convolution or Gemm before them, or into the convolutions behind them that have no
 * padding. Float64, rounded once.
 */
export const foldScales: Pass = {
  name: 'foldScales',
  run(model) {
    const changed = [...model.graph.nodes].filter((node) => {
      const affine = affineOfConstant(node);
      return affine !== undefined && (foldAfter(model, node, affine) || foldBefore(model, node, affine));
    }).length;
    return { pass: this.name, changed, notes: [] };
  },
};
