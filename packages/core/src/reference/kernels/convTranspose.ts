// Reference kernel of ConvTranspose: every input element adds its window to the output.

import { type ConvTransposeAttrs, transposedAxes } from '../../ops/convTranspose.js';
import { input, type Kernel, sizeOf } from '../kernel.js';
import { windowTaps } from './window.js';

export const convTransposeKernel: Kernel<ConvTransposeAttrs> = (context) => {
  const x = input(context, 0);
  const w = input(context, 1);
  const bias = context.inputs[2]?.data;
  const shape = context.outputs[0]?.shape ?? [];
  const [batch = 1, channels = 1] = x.shape;
  const [, outPerGroup = 1, ...kernel] = w.shape;
  const { group } = context.attrs;
  const outChannels = outPerGroup * group;
  const inSpatial = x.shape.slice(2);
  const outSpatial = shape.slice(2);
  // The convolution this is the gradient of reads where this one writes.
  const axes = transposedAxes(context.attrs, kernel).map((axis, i) => ({
    ...axis,
    autoPad: 'NOTSET' as const,
    pads: [axis.begin(inSpatial[i] as number), 0] as const,
  }));
  const taps = windowTaps(axes, outSpatial, inSpatial);
  const inSize = sizeOf(inSpatial);
  const outSize = sizeOf(outSpatial);
  const kernelSize = sizeOf(kernel);
  const y = new Float64Array(sizeOf(shape));
  for (let n = 0; n < batch; n++) {
    for (let m = 0; m < outChannels; m++) {
      const target = y.subarray((n * outChannels + m) * outSize, (n * outChannels + m + 1) * outSize);
      target.fill(bias?.[m] ?? 0);
      const first = Math.floor(m / outPerGroup) * (channels / group);
      for (let c = first; c < first + channels / group; c++) {
        const source = x.data.subarray((n * channels + c) * inSize, (n * channels + c + 1) * inSize);
        const row = c * outPerGroup + (m % outPerGroup);
        scatterWindow(target, source, w.data.subarray(row * kernelSize, (row + 1) * kernelSize), taps);
      }
    }
  }
  return [y];
};

function scatterWindow(
  target: Float64Array,
  source: Float64Array,
  weights: Float64Array,
  taps: readonly Int32Array[],
): void {
  taps.forEach((tap, cell) => {
    const weight = weights[cell] as number;
    for (let position = 0; position < source.length; position++) {
      const index = tap[position] as number;
      if (index >= 0) target[index] = (target[index] as number) + weight * (source[position] as number);
    }
  });
}
