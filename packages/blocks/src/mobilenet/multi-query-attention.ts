// Mobile multi-query attention: many query heads, one key and value head, keys and values downsampled in space.

import { constant, type Dim, emit, type Init, isStatic, type Scope, type Value } from '@gossamer/core';
import { MatMul, mul, reshape, Softmax, transpose } from '@gossamer/core/ops';
import { batchNorm } from '../layers/batch-norm.js';
import { channels } from '../layers/channels.js';
import { conv2d, spatial } from '../layers/conv2d.js';
import type { LayerChoices } from '../layers/layer.js';

export interface MultiQueryAttentionOptions extends LayerChoices {
  /** Output channels. Default: the input's. */
  out?: number | undefined;
  heads: number;
  /** Channels of a query head, of the key and of the value. */
  keyDim: number;
  /** Stride of the depthwise convolution in front of key and value; 1 leaves it out. Default 1. */
  kvStride?: number | undefined;
  /** Kernel of that convolution. Default 3. */
  kernel?: number | undefined;
  /** Its dilation. Default 1. */
  dilation?: number | undefined;
}

/**
 * softmax(Q K^T / sqrt(d)) V with Q from every position and one K, V from every `kvStride`-th: [N,C,H,W] -> [N,out,H,W].
 * arXiv:2404.10518, Mobile MQA. Keys `query.proj`, `key.{down_conv,norm,proj}`, `value.{down_conv,norm,proj}`, `output.proj`,
 * as timm's MultiQueryAttention2d; heads are the slow index of the query's channels. No biases.
 */
export function multiQueryAttention(s: Scope, x: Value, o: MultiQueryAttentionOptions): Value {
  const { out = channels(x), heads, keyDim, conv = conv2d } = o;
  const wide = heads * keyDim;
  const query = conv(s('query')('proj'), x, { out: wide, init: xavierUniform(channels(x), wide) });
  const q = mul(s, headRows(s, query, keyDim), constant([keyDim ** -0.5], [], 'float32'));
  const k = reshape(s, projected(s('key'), x, o), [0, 1, keyDim, -1]);
  const v = transpose(s, reshape(s, projected(s('value'), x, o), [0, 1, keyDim, -1]), [0, 1, 3, 2]);
  const weights = emit(s, Softmax, [emit(s, MatMul, [q, k], {})], { axis: -1 });
  const map = headMap(s, emit(s, MatMul, [weights, v], {}), wide, spatial(x));
  return conv(s('output')('proj'), map, { out, init: xavierUniform(wide, out) });
}

/** [N,heads d,H,W] -> [N,1,H W heads,d], or [N,H,W heads,d] where the size is open and cannot be restored from H W. */
function headRows(s: Scope, x: Value, keyDim: number): Value {
  return reshape(s, transpose(s, x, [0, 2, 3, 1]), [0, isStatic(spatial(x)) ? 1 : 0, -1, keyDim]);
}

/** The inverse of `headRows`. */
function headMap(s: Scope, x: Value, wide: number, size: readonly [Dim, Dim]): Value {
  const rows = reshape(s, x, isStatic(size) ? [0, ...size, wide] : [0, 0, -1, wide]);
  return transpose(s, rows, [0, 3, 1, 2]);
}

/** Key or value: [depthwise with stride, norm], then 1x1 to one head. */
function projected(s: Scope, x: Value, o: MultiQueryAttentionOptions): Value {
  const { keyDim, kvStride = 1, kernel = 3, dilation = 1, conv = conv2d, norm = batchNorm() } = o;
  const width = channels(x);
  let y = x;
  if (kvStride > 1) {
    const init = xavierUniform(kernel * kernel, width * kernel * kernel);
    const window = { out: width, kernel, stride: kvStride, dilation, groups: width, init };
    y = norm(s('norm'), conv(s('down_conv'), x, window));
  }
  return conv(s('proj'), y, { out: keyDim, init: xavierUniform(width, keyDim) });
}

/** Uniform in +-sqrt(6 / (fan_in + fan_out)), Glorot and Bengio 2010. */
function xavierUniform(fanIn: number, fanOut: number): Init {
  return { kind: 'uniform', bound: Math.sqrt(6 / (fanIn + fanOut)) };
}
