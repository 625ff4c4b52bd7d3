// The residual blocks inside CSP stages: ResNe(X)t's bottleneck and Darknet's.

import type { Scope, Value } from '@gossamer/core';
import { add } from '@gossamer/core/ops';
import { identity, leakyRelu } from '../layers/activations.js';
import { batchNorm } from '../layers/batch-norm.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { LayerChoices } from '../layers/layer.js';

export interface ResidualBlockOptions extends Pick<LayerChoices, 'act'> {
  out: number;
  /** Channels of the 3x3 convolution's input. */
  mid: number;
  /** Of the 3x3 convolution. Default 1. */
  groups?: number | undefined;
  /** Of the 3x3 convolution. Default 1. */
  dilation?: number | undefined;
}

/** The last norm of a branch starts at zero, so that the block begins as its shortcut. */
const zeroNorm = { norm: /* @__PURE__ */ batchNorm({ initialScale: 0 }) };

/** act(x + 1x1(3x3(1x1 x))), each with a norm, the inner ones with `act`. Keys `conv1`, `conv2`, `conv3`, as timm's BottleneckBlock. */
export function bottleneckBlock(s: Scope, x: Value, o: ResidualBlockOptions): Value {
  const { out, mid, groups = 1, dilation = 1, act = leakyRelu() } = o;
  const y = convNormAct(s('conv1'), x, { out: mid, act });
  const z = convNormAct(s('conv2'), y, { out: mid, kernel: 3, groups, dilation, act });
  return act(s, add(s, convNormAct(s('conv3'), z, { out, act: identity, ...zeroNorm }), x));
}

/** x + 3x3(1x1 x), each with norm and `act`. Keys `conv1`, `conv2`, as timm's DarkBlock. */
export function darkBlock(s: Scope, x: Value, o: ResidualBlockOptions): Value {
  const { out, mid, groups = 1, dilation = 1, act = leakyRelu() } = o;
  const y = convNormAct(s('conv1'), x, { out: mid, act });
  return add(s, convNormAct(s('conv2'), y, { out, kernel: 3, groups, dilation, act, ...zeroNorm }), x);
}
