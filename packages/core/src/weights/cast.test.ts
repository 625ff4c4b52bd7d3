import { describe, expect, it } from 'vitest';
import type { DType } from '../ir/dtype.js';
import { fromNumbers, toNumbers } from '../ir/tensor-data.js';
import { castTensor } from './cast.js';
import { memoryTensor } from './lazy-tensor.js';

async function cast(from: DType, values: readonly number[], to: DType): Promise<number[]> {
  const tensor = memoryTensor(from, [values.length], fromNumbers(from, values));
  return toNumbers(to, await castTensor(tensor, to).read());
}

describe('castTensor', () => {
  it.each(['float16', 'bfloat16'] as const)('makes float32 of every %s', async (dtype) => {
    const patterns = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    const wide = await castTensor(memoryTensor(dtype, [65_536], patterns), 'float32').read();
    expect(Array.from(wide as Float32Array)).toEqual(toNumbers(dtype, patterns));
  });

  it('rounds to nearest', async () => {
    expect(await cast('float64', [0.1, 1e300, -0], 'float32')).toEqual([Math.fround(0.1), Infinity, -0]);
    expect(await cast('float32', [0.1, 65_520, 1e-9], 'float16')).toEqual([0.0999755859375, Infinity, 0]);
    expect(await cast('float32', [0.1, 1 / 3], 'bfloat16')).toEqual([0.10009765625, 0.333984375]);
    expect(await cast('float16', [0.5], 'float64')).toEqual([0.5]);
  });

  it('leaves a tensor of that type alone', () => {
    const tensor = memoryTensor('float32', [0], new Float32Array(0));
    expect(castTensor(tensor, 'float32')).toBe(tensor);
  });

  it('is for floats only', () => {
    const tensor = memoryTensor('int64', [0], new BigInt64Array(0));
    expect(() => castTensor(tensor, 'float32')).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});
