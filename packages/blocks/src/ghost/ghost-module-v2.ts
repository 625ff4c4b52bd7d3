// GhostNetV2's module: a ghost module under DFC attention.

import type { Scope, Value } from '@gossamer/core';
import { dfcAttention } from './dfc-attention.js';
import { type GhostModuleOptions, ghostModule } from './ghost-module.js';

/**
 * The ghost module's output gated by DFC attention over its input: [N,C,H,W] -> [N,out,H',W']. arXiv:2211.12905.
 * Keys `primary_conv`, `cheap_operation`, `short_conv`, as timm's GhostModuleV2.
 */
export function ghostModuleV2(s: Scope, x: Value, o: GhostModuleOptions): Value {
  const { conv, norm, kernel, stride, dilation } = o;
  return dfcAttention(s('short_conv'), x, ghostModule(s, x, o), { conv, norm, kernel, stride, dilation });
}
