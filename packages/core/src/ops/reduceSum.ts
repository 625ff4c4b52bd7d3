// ReduceSum: sum over axes.

import type { OpDef } from '../ir/op.js';
import { type ReduceAttrs, reduceOp } from './shared/reduce.js';

/** Inputs X, optional axes. */
export const ReduceSum: OpDef<ReduceAttrs> = /* @__PURE__ */ reduceOp('ReduceSum', 13, [
  'float',
  'int',
  'uint',
]);
