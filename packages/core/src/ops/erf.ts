// Erf: the error function, elementwise.

import type { OpDef } from '../ir/op.js';
import { unaryOp } from './shared/unary.js';

/** Input X; output 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to X. */
export const Erf: OpDef = /* @__PURE__ */ unaryOp('Erf', 9, ['float', 'int', 'uint']);
