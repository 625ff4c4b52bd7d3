// ConvTranspose: the gradient of a convolution, which enlarges its input.

import { ShapeError } from '../errors.js';
import { addDims, type Dim, mulDims } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import { elementCount, formatShape, staticShape, type TensorType } from '../ir/tensor-type.js';
import { checkKind, checkSameDType } from './shared/dtypes.js';
import { autoPadField, extent, type WindowAttrs, type WindowAxis, windowAxes } from './shared/window.js';

export interface ConvTransposeAttrs extends WindowAttrs {
  group: number;
  /** Cells added at the end of each spatial axis. */
  output_padding?: readonly number[];
  /** Spatial sizes of the output; the pads follow from them. */
  output_shape?: readonly number[];
}

/** Inputs X [N,C,...], W [C,M/group,...], optional B [M]; output [N,M,...]. */
export const ConvTranspose: OpDef<ConvTransposeAttrs> = {
  name: 'ConvTranspose',
  since: 1,
  arity: [2, 3],
  attrs: {
    auto_pad: autoPadField,
    dilations: { kind: 'ints' },
    group: { kind: 'int', default: 1 },
    kernel_shape: { kind: 'ints' },
    output_padding: { kind: 'ints' },
    output_shape: { kind: 'ints' },
    pads: { kind: 'ints' },
    strides: { kind: 'ints' },
  },
  infer({ inputs, attrs }) {
    const [x, w, b] = inputs as [TensorType, TensorType, TensorType?];
    checkKind('ConvTranspose', x, ['float']);
    checkSameDType('ConvTranspose', x, w);
    const kernel = staticShape(w.shape, 'a convolution kernel');
    const [, outPerGroup = 0, ...window] = kernel;
    checkInput(x, kernel, attrs);
    const out = outPerGroup * attrs.group;
    if (b !== undefined && (b.shape.length !== 1 || b.shape[0] !== out)) {
      throw new ShapeError(`the bias has shape ${formatShape(b.shape)}, expected [${out}]`);
    }
    const spatial = transposedAxes(attrs, window).map((axis, i) => axis.output(x.shape[i + 2] as Dim));
    return [{ dtype: x.dtype, shape: [x.shape[0] as Dim, out, ...spatial] }];
  },
  macs({ inputs }) {
    const [x, w] = inputs as [TensorType, TensorType];
    return mulDims(elementCount(x.shape), ...w.shape.slice(1));
  },
};

export interface TransposedAxis extends WindowAxis {
  /** Output size for an input of this size. */
  output(size: Dim): Dim;
  /** Cells cut off the front of the full result. */
  begin(size: number): number;
}

/** Each spatial axis of a transposed convolution. @throws ShapeError for lists that do not fit. */
export function transposedAxes(attrs: ConvTransposeAttrs, kernel: readonly number[]): TransposedAxis[] {
  const { auto_pad: autoPad, output_shape: outputShape, output_padding: outputPadding } = attrs;
  for (const [name, list] of Object.entries({ output_shape: outputShape, output_padding: outputPadding })) {
    if (list === undefined || (list.length === kernel.length && list.every((value) => value >= 0))) continue;
    throw new ShapeError(`${name} is [${list}], expected ${kernel.length} sizes`);
  }
  return windowAxes(attrs, kernel).map((window, axis) => {
    const [begin, end] = window.pads;
    const tail = extent(window) - window.stride + (outputPadding?.[axis] ?? 0);
    const full = (size: Dim): Dim => addDims(mulDims(size, window.stride), tail);
    const wanted = (size: Dim): Dim | undefined =>
      outputShape?.[axis] ?? (autoPad.startsWith('SAME') ? mulDims(size, window.stride) : undefined);
    return {
      ...window,
      output: (size) => wanted(size) ?? checkPositive(addDims(full(size), -begin - end), window),
      begin(size) {
        const given = wanted(size) as number | undefined;
        if (given === undefined) return begin;
        const total = Math.max((full(size) as number) - given, 0);
        return autoPad === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
      },
    };
  });
}

function checkPositive(size: Dim, { pads }: WindowAxis): Dim {
  if (typeof size !== 'number' || size > 0) return size;
  throw new ShapeError(`pads of ${pads[0]} and ${pads[1]} leave nothing of the output (${size})`, {
    hint: 'the input is too small for this layer, or the pads are too large',
  });
}

function checkInput(x: TensorType, kernel: readonly number[], attrs: ConvTransposeAttrs): void {
  if (x.shape.length !== kernel.length || kernel.length < 3) {
    throw new ShapeError(`the input has shape ${formatShape(x.shape)}, the kernel ${formatShape(kernel)}`, {
      hint: 'both need batch and channels, then the same number of spatial axes',
    });
  }
  const declared = attrs.kernel_shape;
  if (
    declared !== undefined &&
    (declared.length !== kernel.length - 2 || declared.some((size, i) => size !== kernel[i + 2]))
  ) {
    throw new ShapeError(`kernel_shape is [${declared}], the kernel has shape ${formatShape(kernel)}`);
  }
  const [channels = 0] = kernel;
  const found = x.shape[1] as Dim;
  if (typeof found === 'number' && found !== channels) {
    throw new ShapeError(`the input has ${found} channels, the kernel takes ${channels}`, {
      hint: 'a transposed kernel has shape [input channels, output channels / group, ...]',
    });
  }
  if (attrs.group < 1 || channels % attrs.group !== 0) {
    throw new ShapeError(`${channels} input channels do not divide into ${attrs.group} groups`);
  }
}
