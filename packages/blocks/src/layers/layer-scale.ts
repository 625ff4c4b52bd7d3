// LayerScale: a learned factor for each channel of a branch.

import { constant, emit, param, type Scope, type Value } from '@gossamer/core';
import { Mul, Reshape } from '@gossamer/core/ops';
import { channels } from './channels.js';

/** x * gamma, per channel. Parameter `gamma` [C], started at `initial`. arXiv:2103.17239, equation 3. */
export function layerScale(s: Scope, x: Value, initial = 1e-5): Value {
  const width = channels(x);
  const gamma = param(s, 'gamma', [width], { init: { kind: 'constant', value: initial } });
  return emit(s, Mul, [x, emit(s, Reshape, [gamma, constant([1, width, 1, 1])], {})], {});
}
