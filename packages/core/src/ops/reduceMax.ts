// ReduceMax: maximum over axes.

import type { OpDef } from '../ir/op.js';
import { type ReduceAttrs, reduceOp } from './shared/reduce.js';

/** Inputs X, optional axes. */
export const ReduceMax: OpDef<ReduceAttrs> = /* @__PURE__ */ reduceOp('ReduceMax', 18, [
  'float',
  'int',
  'uint',
  'bool',
]);
