// Expand: a tensor broadcast to a shape.

import { ShapeError } from '../errors.js';
import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { listLength } from './shared/axes.js';
import { broadcastShapes } from './shared/broadcast.js';

/** Inputs X, shape (int64); both broadcast, so that a 1 in the shape keeps the input's size. */
export const Expand: OpDef = {
  name: 'Expand',
  since: 8,
  arity: [2, 2],
  attrs: {},
  staticInputs: [1],
  infer({ inputs, constant, unknown }) {
    const [{ dtype, shape }, list] = inputs as [TensorType, TensorType];
    const target = constant(1);
    if (target?.some((size) => size < 0)) throw new ShapeError(`cannot expand to [${target}]`);
    if (target !== undefined) return [{ dtype, shape: broadcastShapes('Expand', [shape, target]) }];
    const rank = Math.max(shape.length, listLength('the shape', list.shape));
    return [{ dtype, shape: Array.from({ length: rank }, (_, axis) => unknown(axis)) }];
  },
};
