// Pooling layers.

import { constant, emit, type Scope, type Value } from '@gossamer/core';
import {
  AveragePool,
  add,
  concat,
  Flatten,
  GlobalAveragePool,
  GlobalMaxPool,
  MaxPool,
  mul,
} from '@gossamer/core/ops';

export interface Pool2dOptions {
  kernel: number;
  /** Default: the kernel. */
  stride?: number | undefined;
  /** Default 0. */
  padding?: number | undefined;
  /** Windows that stick out at the end count too, over what they cover. Default false. */
  ceil?: boolean | undefined;
}

/** Mean over height and width: [N,C,H,W] -> [N,C,1,1]. */
export function globalAveragePool(s: Scope, x: Value): Value {
  return emit(s, GlobalAveragePool, [x], {});
}

/** Largest value over height and width: [N,C,H,W] -> [N,C,1,1]. */
export function globalMaxPool(s: Scope, x: Value): Value {
  return emit(s, GlobalMaxPool, [x], {});
}

/** Halfway between mean and largest value: [N,C,H,W] -> [N,C,1,1]. timm's `avgmax`. */
export function globalAvgMaxPool(s: Scope, x: Value): Value {
  const sum = add(s, globalAveragePool(s, x), globalMaxPool(s, x));
  return mul(s, sum, constant([0.5], [], 'float32'));
}

/** The means, then the largest values: [N,C,H,W] -> [N,2C,1,1]. timm's `catavgmax`. */
export function globalCatAvgMaxPool(s: Scope, x: Value): Value {
  return concat(s, [globalAveragePool(s, x), globalMaxPool(s, x)]);
}

/** [N,C,H,W] -> [N,C H W]; after a global pool the pooled vector. */
export function flattenChannels(s: Scope, x: Value): Value {
  return emit(s, Flatten, [x], { axis: 1 });
}

/** Largest value of each window. Mirrors torch.nn.MaxPool2d. */
export function maxPool2d(s: Scope, x: Value, options: Pool2dOptions): Value {
  return emit(s, MaxPool, [x], windowAttrs(options));
}

export interface AveragePool2dOptions extends Pool2dOptions {
  /** Zeros of the padding count towards the mean. Default true, as torch.nn.AvgPool2d. */
  countPadding?: boolean | undefined;
}

/** Mean of each window. Mirrors torch.nn.AvgPool2d. */
export function averagePool2d(s: Scope, x: Value, options: AveragePool2dOptions): Value {
  const countPadding = options.countPadding ?? true;
  return emit(s, AveragePool, [x], { ...windowAttrs(options), count_include_pad: countPadding ? 1 : 0 });
}

function windowAttrs({ kernel, stride = kernel, padding = 0, ceil = false }: Pool2dOptions) {
  return {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    ceil_mode: ceil ? 1 : 0,
  };
}
