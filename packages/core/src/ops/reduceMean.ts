// ReduceMean: mean over axes.

import type { OpDef } from '../ir/op.js';
import { type ReduceAttrs, reduceOp } from './shared/reduce.js';

/** Inputs X, optional axes. */
export const ReduceMean: OpDef<ReduceAttrs> = /* @__PURE__ */ reduceOp('ReduceMean', 18, [
  'float',
  'int',
  'uint',
]);
