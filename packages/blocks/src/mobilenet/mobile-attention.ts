// MobileNetV4's attention block.

import { emit, type Scope, type Value } from '@gossamer/core';
import { Add } from '@gossamer/core/ops';
import { batchNorm } from '../layers/batch-norm.js';
import { channels } from '../layers/channels.js';
import { layerScale } from '../layers/layer-scale.js';
import type { BlockOptions } from './block.js';
import { multiQueryAttention } from './multi-query-attention.js';

export interface MobileAttentionOptions extends BlockOptions {
  heads: number;
  keyDim: number;
  /** Default 1. */
  kvStride?: number | undefined;
  /** Default 3. */
  kernel?: number | undefined;
  /** Start of a learned factor on the branch (the hybrids have 1e-5). Default: none. */
  scale?: number | undefined;
}

/**
 * Norm, multi-query attention, [scale], [+ x]. arXiv:2404.10518, Mobile MQA.
 * Keys `norm`, `attn`, `layer_scale`, as timm's MobileAttention. It does not stride.
 */
export function mobileAttention(s: Scope, x: Value, o: MobileAttentionOptions): Value {
  const { norm = batchNorm() } = o;
  let y = multiQueryAttention(s('attn'), norm(s('norm'), x), o);
  if (o.scale !== undefined) y = layerScale(s('layer_scale'), y, o.scale);
  return channels(x) === o.out ? emit(s, Add, [y, x], {}) : y;
}
