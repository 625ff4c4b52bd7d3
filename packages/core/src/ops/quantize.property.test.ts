// QuantizeLinear and DequantizeLinear against onnxruntime.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { DType } from '../ir/dtype.js';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { DequantizeLinear, QuantizeLinear } from './index.js';

type Grain = 'tensor' | 'axis' | 'block';

const cases = fc.array(sizes(6), { minLength: 2, maxLength: 4 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    axis: fc.integer({ min: -shape.length, max: shape.length - 1 }),
    grain: fc.constantFrom<Grain>('tensor', 'axis', 'block'),
    blockSize: sizes(4),
    dtype: fc.constantFrom<DType>('uint8', 'int8', 'uint16', 'int16'),
    zeroPoint: fc.boolean(),
    seed: seeds,
  }),
);

function scaleShape(shape: readonly number[], axis: number, grain: Grain, blockSize: number): number[] {
  const normal = axis < 0 ? axis + shape.length : axis;
  if (grain === 'tensor') return [];
  if (grain === 'axis') return [shape[normal] as number];
  return shape.map((size, i) => (i === normal ? Math.ceil(size / blockSize) : size));
}

function rangeOf(dtype: DType): { dtype: DType; low: number; high: number } {
  return { dtype, low: dtype.startsWith('u') ? 0 : -120, high: 120 };
}

describe('QuantizeLinear', () => {
  it('equals onnxruntime', () =>
    forAll(
      cases,
      async ({ shape, axis, grain, blockSize, dtype, zeroPoint, seed }) => {
        const scales = scaleShape(shape, axis, grain, blockSize);
        const x = randomTensor(shape, seed, { low: -300, high: 300 });
        const scale = randomTensor(scales, seed + 1, { low: 0.5, high: 2 });
        const attrs = { axis, ...(grain === 'block' && { block_size: blockSize }) };
        const inputs = zeroPoint ? [x, scale, randomTensor(scales, seed + 2, rangeOf(dtype))] : [x, scale];
        await checkNode({ op: QuantizeLinear, inputs, attrs, tolerance: 0 });
      },
      100,
    ));

  it('rounds halves to even', () => {
    const x = randomTensor([40], 3, { dtype: 'int32', low: -9, high: 9 });
    const scale = { dtype: 'float32', shape: [], data: new Float32Array([2]) } as const;
    const halves = { dtype: 'float32', shape: [40], data: Float32Array.from(x.data as Int32Array) } as const;
    const zeroPoint = randomTensor([], 1, { dtype: 'int8', low: 0, high: 1 });
    return checkNode({ op: QuantizeLinear, inputs: [halves, scale, zeroPoint], tolerance: 0 });
  });
});

describe('DequantizeLinear', () => {
  it('equals onnxruntime', () =>
    forAll(
      cases,
      async ({ shape, axis, grain, blockSize, dtype, zeroPoint, seed }) => {
        const scales = scaleShape(shape, axis, grain, blockSize);
        const x = randomTensor(shape, seed, rangeOf(dtype));
        const scale = randomTensor(scales, seed + 1, { low: 0.5, high: 2 });
        const attrs = { axis, ...(grain === 'block' && { block_size: blockSize }) };
        const inputs = zeroPoint ? [x, scale, randomTensor(scales, seed + 2, rangeOf(dtype))] : [x, scale];
        await checkNode({ op: DequantizeLinear, inputs, attrs });
      },
      100,
    ));
});
