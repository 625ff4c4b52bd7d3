// Elements as numbers and back, at the ends of every dtype.

import { describe, expect, it } from 'vitest';
import { type DType, dtypeInfo, dtypeOfOnnx, isFloat } from './dtype.js';
import { emptyData, fromNumbers, toNumbers } from './tensor-data.js';

const dtypes = [
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'bfloat16',
] as const satisfies readonly DType[];

describe.each(dtypes)('%s', (dtype) => {
  it('keeps small numbers', () => {
    expect(toNumbers(dtype, fromNumbers(dtype, [0, 1, 1, 0]))).toEqual([0, 1, 1, 0]);
  });

  it('is stored in elements of its size', () => {
    const { array, bytes, onnx } = dtypeInfo(dtype);
    expect(emptyData(dtype, 3)).toBeInstanceOf(array);
    expect(emptyData(dtype, 3).byteLength).toBe(3 * bytes);
    expect(dtypeOfOnnx(onnx)).toBe(dtype);
  });
});

it('knows the floats', () => {
  expect(dtypes.filter(isFloat)).toEqual(['float32', 'float16', 'float64', 'bfloat16']);
});

it('has the numbers of onnx.TensorProto.DataType', () => {
  // FLOAT, UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, FLOAT16, DOUBLE, UINT32, UINT64, BFLOAT16
  expect(dtypes.map((dtype) => dtypeInfo(dtype).onnx)).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16]);
  expect(dtypeOfOnnx(8)).toBeUndefined();
  expect(dtypeOfOnnx(0)).toBeUndefined();
});

describe('fromNumbers', () => {
  it.each<[DType, number[], number[]]>([
    ['uint8', [256, -1, 3.9], [0, 255, 3]],
    ['int8', [128, -129, -3.9], [-128, 127, -3]],
    ['int32', [2 ** 31, 2 ** 32 + 5], [-(2 ** 31), 5]],
    ['float32', [0.1], [Math.fround(0.1)]],
    ['float16', [0.1, 1e6], [0.0999755859375, Number.POSITIVE_INFINITY]],
    ['bfloat16', [0.1], [0.10009765625]],
    ['bool', [2, -0, 0.5, Number.NaN], [1, 0, 1, 1]],
    ['int64', [-3.9, Number.NaN], [-3, 0]],
  ])('rounds as %s does', (dtype, numbers, stored) => {
    expect(toNumbers(dtype, fromNumbers(dtype, numbers))).toEqual(stored);
  });

  it('holds 64-bit integers at the ends of their range', () => {
    const inf = Number.POSITIVE_INFINITY;
    expect(fromNumbers('int64', [2 ** 63, -(2 ** 63), inf, -inf])).toEqual(
      BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n - 1n, -(2n ** 63n)),
    );
    expect(fromNumbers('uint64', [2 ** 64, inf, 2 ** 63])).toEqual(
      BigUint64Array.of(2n ** 64n - 1n, 2n ** 64n - 1n, 2n ** 63n),
    );
    // "To the end" of a Slice: a number in between does not turn it round.
    const largest = BigInt64Array.of(2n ** 63n - 1n);
    expect(fromNumbers('int64', toNumbers('int64', largest))).toEqual(largest);
  });

  it('wraps a negative uint64 as the other unsigned integers do', () => {
    expect(fromNumbers('uint64', [-1])).toEqual(BigUint64Array.of(2n ** 64n - 1n));
  });
});
