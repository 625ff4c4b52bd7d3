// Reference kernel of BatchNormalization, in both modes.

import type { BatchNormalizationAttrs } from '../../ops/batchNormalization.js';
import { input, type Kernel, type NumberTensor, sizeOf } from '../kernel.js';

export const batchNormalizationKernel: Kernel<BatchNormalizationAttrs> = (context) => {
  const [x, scale, shift, oldMean, oldVariance] = [0, 1, 2, 3, 4].map((i) => input(context, i)) as [
    NumberTensor,
    NumberTensor,
    NumberTensor,
    NumberTensor,
    NumberTensor,
  ];
  const { epsilon, momentum, training_mode: training } = context.attrs;
  const channelOf = channelIndex(x.shape);
  const own = training === 0 ? undefined : statistics(x, scale.data.length, channelOf);
  const mean = own?.mean ?? oldMean.data;
  const variance = own?.variance ?? oldVariance.data;
  const y = x.data.map((value, i) => {
    const c = channelOf(i);
    const normal = (value - (mean[c] as number)) / Math.sqrt((variance[c] as number) + epsilon);
    return normal * (scale.data[c] as number) + (shift.data[c] as number);
  });
  const mixed = (old: NumberTensor, current: Float64Array): Float64Array =>
    old.data.map((value, c) => value * momentum + (current[c] as number) * (1 - momentum));
  return [y, mixed(oldMean, mean), mixed(oldVariance, variance)];
};

/** A tensor without channel axis counts as one channel. */
function channelIndex(shape: readonly number[]): (index: number) => number {
  const inner = sizeOf(shape.slice(2));
  const channels = shape[1] ?? 1;
  return (index) => Math.floor(index / inner) % channels;
}

/** Mean and population variance of each channel. */
function statistics(
  { data }: NumberTensor,
  channels: number,
  channelOf: (index: number) => number,
): { mean: Float64Array; variance: Float64Array } {
  const count = data.length / channels;
  const meanOf = (f: (value: number, channel: number) => number): Float64Array => {
    const sums = new Float64Array(channels);
    data.forEach((value, i) => {
      const c = channelOf(i);
      sums[c] = (sums[c] as number) + f(value, c);
    });
    return sums.map((sum) => sum / count);
  };
  const mean = meanOf((value) => value);
  return { mean, variance: meanOf((value, c) => (value - (mean[c] as number)) ** 2) };
}
