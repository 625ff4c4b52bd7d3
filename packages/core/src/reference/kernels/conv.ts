// Reference kernel of Conv: a plain sum over the window, any number of spatial axes.

import type { ConvAttrs } from '../../ops/conv.js';
import { windowAxes } from '../../ops/shared/window.js';
import { input, type Kernel, sizeOf } from '../kernel.js';
import { windowTaps } from './window.js';

export const convKernel: Kernel<ConvAttrs> = (context) => {
  const x = input(context, 0);
  const w = input(context, 1);
  const bias = context.inputs[2]?.data;
  const shape = context.outputs[0]?.shape ?? [];
  const [batch = 1, channels = 1] = x.shape;
  const [outChannels = 1, inPerGroup = 1, ...kernel] = w.shape;
  const inSpatial = x.shape.slice(2);
  const outSpatial = shape.slice(2);
  const taps = windowTaps(windowAxes(context.attrs, kernel), inSpatial, outSpatial);
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
