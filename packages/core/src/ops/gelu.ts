// Gelu: x times the normal distribution function of x.

import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { inferUnary } from './shared/unary.js';

export interface GeluAttrs {
  /** `tanh` takes Phi(x) as 0.5 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
  approximate: 'none' | 'tanh';
}

/** Input X; output X Phi(X). arXiv:1606.08415. */
export const Gelu: OpDef<GeluAttrs> = {
  name: 'Gelu',
  since: 20,
  arity: [1, 1],
  attrs: { approximate: { kind: 'string', default: 'none', oneOf: ['none', 'tanh'] } },
  infer: ({ inputs }) => inferUnary('Gelu', inputs[0] as TensorType),
};
