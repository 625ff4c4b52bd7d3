// Pooling layers.

import { emit, type Scope, type Value } from '@gossamer/core';
import { AveragePool, Flatten, GlobalAveragePool, MaxPool } from '@gossamer/core/ops';

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
