// Sliding windows with inputs they fit on.

import fc from 'fast-check';
import type { AutoPad } from '../ops/shared/window.js';
import { sizes } from './forAll.js';

export interface WindowCase {
  /** Spatial sizes of the input. */
  readonly spatial: readonly number[];
  readonly attrs: {
    readonly auto_pad: AutoPad;
    readonly kernel_shape: readonly number[];
    readonly strides: readonly number[];
    readonly dilations: readonly number[];
    readonly pads?: readonly number[];
  };
}

interface AxisCase {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
  readonly end: number;
  /** Elements more than the window needs. */
  readonly slack: number;
}

/**
 * Windows of 1 to 3 axes that nowhere lie in the padding alone. onnxruntime takes no pads as large as the
 * kernel and no dilated SAME windows.
 */
export const windows: fc.Arbitrary<WindowCase> = fc
  .record({ axes: fc.array(axisCase(), { minLength: 1, maxLength: 3 }), autoPad: autoPads() })
  .map(({ axes: drawn, autoPad }) => {
    const explicit = autoPad === 'NOTSET';
    const axes = drawn.map((axis) => (autoPad.startsWith('SAME') ? { ...axis, dilation: 1 } : axis));
    return {
      spatial: axes.map((axis) => {
        const extent = axis.dilation * (axis.kernel - 1) + 1;
        const least = explicit ? extent - axis.begin - axis.end : extent;
        return Math.max(least, axis.dilation) + axis.slack;
      }),
      attrs: {
        auto_pad: autoPad,
        kernel_shape: axes.map((axis) => axis.kernel),
        strides: axes.map((axis) => axis.stride),
        dilations: axes.map((axis) => axis.dilation),
        ...(explicit && { pads: [...axes.map((axis) => axis.begin), ...axes.map((axis) => axis.end)] }),
      },
    };
  });

/**
 * SAME windows no smaller than their strides: onnxruntime pads others by less than nothing in poolings
 * and in transposed convolutions.
 */
export const touchingWindows: fc.Arbitrary<WindowCase> = windows.filter(({ attrs }) => {
  const kernel = attrs.kernel_shape;
  return (
    !attrs.auto_pad.startsWith('SAME') || attrs.strides.every((stride, i) => stride <= (kernel[i] as number))
  );
});

function axisCase(): fc.Arbitrary<AxisCase> {
  return sizes(4).chain((kernel) =>
    fc.record({
      kernel: fc.constant(kernel),
      stride: sizes(3),
      dilation: sizes(2),
      begin: fc.nat(kernel - 1),
      end: fc.nat(kernel - 1),
      slack: fc.nat(4),
    }),
  );
}

function autoPads(): fc.Arbitrary<AutoPad> {
  return fc.constantFrom('NOTSET', 'NOTSET', 'NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID');
}
