// Reference kernel of Conv: a plain sum over the window, any number of spatial axes.

import type { ConvAttrs } from '../../ops/conv.js';
import { windowAxes, windowPads } from '../../ops/shared/window.js';
import { input, type Kernel, sizeOf, stridesOf } from '../kernel.js';

export const convKernel: Kernel<ConvAttrs> = (context) => {
  const x = input(context, 0);
  const w = input(context, 1);
  const bias = context.inputs[2]?.data;
  const shape = context.outputs[0]?.shape ?? [];
  const [batch = 1, channels = 1] = x.shape;
  const [outChannels = 1, inPerGroup = 1, ...kernel] = w.shape;
  const inSpatial = x.shape.slice(2);
  const outSpatial = shape.slice(2);
  const taps = windowTaps(context.attrs, kernel, inSpatial, outSpatial);
  const inSize = sizeOf(inSpatial);
  const outSize = sizeOf(outSpatial);
  const kernelSize = sizeOf(kernel);
  const outPerGroup = outChannels / context.attrs.group;
  const y = new Float64Array(sizeOf(shape));
  for (let n = 0; n < batch; n++) {
    for (let m = 0; m < outChannels; m++) {
      const firstChannel = Math.floor(m / outPerGroup) * inPerGroup;
      const target = y.subarray((n * outChannels + m) * outSize, (n * outChannels + m + 1) * outSize);
      target.fill(bias?.[m] ?? 0);
      for (let c = 0; c < inPerGroup; c++) {
        const source = x.data.subarray(
          (n * channels + firstChannel + c) * inSize,
          (n * channels + firstChannel + c + 1) * inSize,
        );
        const weights = w.data.subarray(
          (m * inPerGroup + c) * kernelSize,
          (m * inPerGroup + c + 1) * kernelSize,
        );
        addWindow(target, source, weights, taps);
      }
    }
  }
  return [y];
};

/** For each kernel cell, the input index under each output position, -1 in the padding. */
function windowTaps(
  attrs: ConvAttrs,
  kernel: readonly number[],
  inSpatial: readonly number[],
  outSpatial: readonly number[],
): Int32Array[] {
  const axes = windowAxes(attrs, kernel);
  const begins = axes.map((axis, i) => windowPads(inSpatial[i] as number, axis)[0]);
  const kernelStrides = stridesOf(kernel);
  const outStrides = stridesOf(outSpatial);
  const inStrides = stridesOf(inSpatial);
  return Array.from({ length: sizeOf(kernel) }, (_, cell) => {
    const tap = new Int32Array(sizeOf(outSpatial));
    for (let position = 0; position < tap.length; position++) {
      let index = 0;
      for (let axis = 0; axis < axes.length && index >= 0; axis++) {
        const { stride, dilation, kernel: size } = axes[axis] as (typeof axes)[number];
        const k = Math.floor(cell / (kernelStrides[axis] as number)) % size;
        const o = Math.floor(position / (outStrides[axis] as number)) % (outSpatial[axis] as number);
        const i = o * stride + k * dilation - (begins[axis] as number);
        index = i < 0 || i >= (inSpatial[axis] as number) ? -1 : index + i * (inStrides[axis] as number);
      }
      tap[position] = index;
    }
    return tap;
  });
}

function addWindow(
  target: Float64Array,
  source: Float64Array,
  weights: Float64Array,
  taps: readonly Int32Array[],
): void {
  taps.forEach((tap, cell) => {
    const weight = weights[cell] as number;
    for (let position = 0; position < target.length; position++) {
      const index = tap[position] as number;
      if (index >= 0) target[position] = (target[position] as number) + weight * (source[index] as number);
    }
  });
}
