// 2-d convolution, with symmetric or TensorFlow "same" padding.

import {
  type Dim,
  emit,
  type Init,
  isStatic,
  OptionError,
  param,
  type Scope,
  type Value,
} from '@gossamer/core';
import { Conv } from '@gossamer/core/ops';
import { channels } from './channels.js';

export interface Conv2dOptions {
  /** Output channels. */
  out: number;
  /** Kernel size, one number or [height, width]. Default 1. */
  kernel?: number | readonly [number, number] | undefined;
  /** Default 1. */
  stride?: number | undefined;
  /** Default 1. */
  dilation?: number | undefined;
  /** Groups; `channels(x)` makes it depthwise. Default 1. */
  groups?: number | undefined;
  /** Zeros around the input. Default keeps the size at stride 1: floor((stride - 1 + dilation (kernel - 1)) / 2). */
  padding?: number | readonly [number, number] | undefined;
  /** A learned bias. Default false: a norm follows. */
  bias?: boolean | undefined;
  /** Default: normal with variance 2 / fan_out, as timm starts the MobileNets. */
  init?: Init | undefined;
}

/**
 * Convolution with symmetric padding: [N,C,H,W] -> [N,out,H',W']. Parameters `weight` [out,C/groups,kh,kw] and `bias` [out].
 * Mirrors torch.nn.Conv2d with timm's `get_padding`.
 * @throws OptionError where channels do not divide into the groups
 */
export function conv2d(s: Scope, x: Value, options: Conv2dOptions): Value {
  const { stride = 1, dilation = 1, padding } = options;
  const kernel = pair(options.kernel ?? 1);
  const symmetric = kernel.map((size) => Math.floor((stride - 1 + dilation * (size - 1)) / 2));
  return convolve(s, x, options, kernel, { pads: twice(padding === undefined ? symmetric : pair(padding)) });
}

/**
 * Convolution with TensorFlow's "same" padding: the output has ceil(size / stride), and an odd row of
 * zeros goes to the bottom and right. What does not depend on an open size gets explicit pads, the rest `SAME_UPPER`, which
 * onnxruntime takes without dilation only.
 */
export function conv2dSame(s: Scope, x: Value, options: Conv2dOptions): Value {
  const { stride = 1, dilation = 1 } = options;
  const kernel = pair(options.kernel ?? 1);
  const size = x.type.shape.slice(2);
  if (stride > 1 && !isStatic(size)) return convolve(s, x, options, kernel, { auto_pad: 'SAME_UPPER' });
  const totals = kernel.map((k, axis) => {
    const span = (k - 1) * dilation;
    if (stride === 1) return span;
    const input = size[axis] as number;
    return Math.max((Math.ceil(input / stride) - 1) * stride + span + 1 - input, 0);
  });
  const begin = totals.map((total) => Math.floor(total / 2));
  const end = totals.map((total) => Math.ceil(total / 2));
  return convolve(s, x, options, kernel, { pads: [...begin, ...end] });
}

type Padding = { readonly pads: readonly number[] } | { readonly auto_pad: 'SAME_UPPER' };

function convolve(s: Scope, x: Value, o: Conv2dOptions, kernel: readonly number[], padding: Padding): Value {
  const { out, stride = 1, dilation = 1, groups = 1, bias = false } = o;
  const cin = channels(x);
  if (cin % groups !== 0 || out % groups !== 0) {
    throw new OptionError(`${cin} input and ${out} output channels do not divide into ${groups} groups`, {
      path: s.path,
      within: s.graph.name,
      hint: 'change the width, the ratio or the number of groups so that both divisions come out even',
    });
  }
  const shape = [out, cin / groups, ...kernel];
  const weight = param(s, 'weight', shape, {
    init: o.init ?? { kind: 'kaimingNormal', gain: 2, mode: 'fanOut', groups },
  });
  const biasInit = { kind: 'constant', value: 0 } as const;
  const inputs: Value[] = bias ? [x, weight, param(s, 'bias', [out], { init: biasInit })] : [x, weight];
  return emit(s, Conv, inputs, {
    kernel_shape: kernel,
    strides: [stride, stride],
    dilations: [dilation, dilation],
    group: groups,
    ...padding,
  });
}

function pair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

function twice(list: readonly number[]): number[] {
  return [...list, ...list];
}

/** Height and width of an NCHW value. */
export function spatial(x: Value): readonly [Dim, Dim] {
  return [x.type.shape[2] as Dim, x.type.shape[3] as Dim];
}
