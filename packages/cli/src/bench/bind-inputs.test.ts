import { OptionError, symbolicDim } from '@gossamer/core';
import { describe, expect, it } from 'vitest';
import { bindInputs, pictureBatchOf } from './bind-inputs.js';

const [n, c, h, w] = ['N', 'C', 'H', 'W'].map(symbolicDim) as [never, never, never, never];
const input = (...shape: (number | ReturnType<typeof symbolicDim>)[]) => [
  { name: 'x', dtype: 'float32' as const, shape },
];
const wanted = { batch: 2, size: [192, 256] as const };

describe('bindInputs', () => {
  it.each([
    ['pictures', input(n, 3, h, w), [2, 3, 192, 256]],
    ['open channels', input(n, c, h, w), [2, 3, 192, 256]],
    ['channels last', input(n, h, w, 3), [2, 192, 256, 3]],
    ['squares', input(n, 3, h, h), [2, 3, 192, 192]],
    ['a batch alone', input(n, 3, 224, 224), [2, 3, 224, 224]],
    ['fixed sizes', input(1, 3, 32, 32), [1, 3, 32, 32]],
    ['vectors', input(n, 128), [2, 128]],
  ])('%s', (_, inputs, shape) => {
    expect(bindInputs(inputs, wanted, 'net.onnx')).toEqual({ x: shape });
  });

  it('gives a name one size in all inputs', () => {
    const inputs = [...input(n, 3, h, w), { name: 'mask', dtype: 'float32' as const, shape: [n, 1, h, w] }];
    expect(bindInputs(inputs, wanted, 'net.onnx').mask).toEqual([2, 1, 192, 256]);
  });

  it('does not guess', () => {
    const sequence = input(n, symbolicDim('length'));
    expect(() => bindInputs(sequence, wanted, 'net.onnx')).toThrow(OptionError);
    expect(() => bindInputs(sequence, wanted, 'net.onnx')).toThrow(
      'the sizes of input "x" are open: [N,length]\n  at <root> in net.onnx\n  only the batch and the size',
    );
  });
});

it('pictureBatchOf reads batch and size back', () => {
  expect(pictureBatchOf({ x: [4, 3, 192, 256] })).toEqual({ batch: 4, size: [192, 256] });
  expect(pictureBatchOf({ x: [4, 192, 256, 3] })).toEqual({ batch: 4, size: [192, 256] });
});
