// Conv: grouped, strided, dilated convolution over any number of spatial axes.

import { ShapeError } from '../errors.js';
import { type Dim, mulDims, sameDim } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import { elementCount, formatShape, staticShape, type TensorType } from '../ir/tensor-type.js';
import { checkKind, checkSameDType } from './shared/dtypes.js';
import { autoPadField, type WindowAttrs, windowAxes, windowOutput } from './shared/window.js';

export interface ConvAttrs extends WindowAttrs {
  group: number;
}

/** Inputs X [N,C,...], W [M,C/group,...], optional B [M]; output [N,M,...]. */
export const Conv: OpDef<ConvAttrs> = {
  name: 'Conv',
  since: 1,
  arity: [2, 3],
  attrs: {
    auto_pad: autoPadField,
    dilations: { kind: 'ints' },
    group: { kind: 'int', default: 1 },
    kernel_shape: { kind: 'ints' },
    pads: { kind: 'ints' },
    strides: { kind: 'ints' },
  },
  infer({ inputs, attrs }) {
    const [x, w, b] = inputs as [TensorType, TensorType, TensorType?];
    const kernel = staticShape(w.shape, 'a convolution kernel');
    const [out = 0, inPerGroup = 0, ...window] = kernel;
    checkChannels(x, kernel, attrs);
    checkKind('Conv', x, ['float']);
    for (const type of b === undefined ? [w] : [w, b]) checkSameDType('Conv', x, type);
    if (b !== undefined && (b.shape.length !== 1 || !sameDim(b.shape[0] as Dim, out))) {
      throw new ShapeError(`the bias has shape ${formatShape(b.shape)}, expected [${out}]`);
    }
    if (out % attrs.group !== 0) {
      throw new ShapeError(`${out} output channels do not divide into ${attrs.group} groups`);
    }
    checkInput(x, inPerGroup * attrs.group, attrs.group);
    const spatial = windowAxes(attrs, window).map((axis, i) => windowOutput(x.shape[i + 2] as Dim, axis));
    return [{ dtype: x.dtype, shape: [x.shape[0] as Dim, out, ...spatial] }];
  },
  macs({ inputs, outputs }) {
    const [, inPerGroup = 1, ...window] = (inputs[1] as TensorType).shape;
    return mulDims(elementCount((outputs[0] as TensorType).shape), inPerGroup, ...window);
  },
};

function checkChannels(x: TensorType, kernel: readonly number[], attrs: ConvAttrs): void {
  if (x.shape.length !== kernel.length || kernel.length < 3) {
    throw new ShapeError(`the input has shape ${formatShape(x.shape)}, the kernel ${formatShape(kernel)}`, {
      hint: 'both need batch and channels, then the same number of spatial axes',
    });
  }
  const declared = attrs.kernel_shape;
  if (declared?.some((size, i) => size !== kernel[i + 2])) {
    throw new ShapeError(`kernel_shape is [${declared}], the kernel has shape ${formatShape(kernel)}`);
  }
}

function checkInput(x: TensorType, expected: number, group: number): void {
  const channels = x.shape[1] as Dim;
  if (typeof channels === 'number' && channels !== expected) {
    throw new ShapeError(
      `the input has ${channels} channels, the kernel takes ${expected} (group ${group})`,
      {
        hint:
          group > 1
            ? 'the channels must divide into the groups'
            : 'read the width from the value: channels(x)',
      },
    );
  }
}
