// Fully connected layer.

import { type Dim, emit, type Init, param, type Scope, ShapeError, type Value } from '@gossamer/core';
import { Gemm } from '@gossamer/core/ops';

export interface LinearOptions {
  /** Output features. */
  out: number;
  /** Default true. */
  bias?: boolean | undefined;
  /** Default: uniform in +-1 / sqrt(in), as torch.nn.Linear starts. */
  init?: Init | undefined;
}

/** [N,D] -> [N,out]. Parameters `weight` [out,D] and `bias` [out]. Mirrors torch.nn.Linear. */
export function linear(s: Scope, x: Value, options: LinearOptions): Value {
  const features = x.type.shape[1] as Dim | undefined;
  if (typeof features !== 'number' || x.type.shape.length !== 2) {
    throw new ShapeError(`a linear layer takes [N,D], found [${x.type.shape.join(',')}]`, { path: s.path });
  }
  const weight = param(s, 'weight', [options.out, features], {
    init: options.init ?? { kind: 'kaimingUniform', gain: 1 / 3 },
  });
  const zero = { kind: 'constant', value: 0 } as const;
  const bias = options.bias === false ? [] : [param(s, 'bias', [options.out], { init: zero })];
  return emit(s, Gemm, [x, weight, ...bias], { transB: 1 });
}
