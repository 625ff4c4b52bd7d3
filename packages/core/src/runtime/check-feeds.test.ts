import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import type { DType, TypedArray } from '../ir/dtype.js';
import type { Tensor } from '../ir/tensor-data.js';
import { checkFeeds, checkOutputNames } from './check-feeds.js';
import type { Feeds } from './session.js';
import type { TensorInfo } from './tensor-info.js';

const N = symbolicDim('N');
const inputs: TensorInfo[] = [
  { name: 'pixel_values', dtype: 'float32', shape: [N, 3, 2, 2] },
  { name: 'mask', dtype: 'bool', shape: [N] },
];

const tensor = (dtype: DType, shape: number[], data: TypedArray): Tensor => ({ dtype, shape, data });
const pixels = tensor('float32', [2, 3, 2, 2], new Float32Array(24));
const mask = tensor('bool', [2], new Uint8Array(2));

describe('checkFeeds', () => {
  it('accepts what fits, an empty batch too', () => {
    checkFeeds(inputs, { pixel_values: pixels, mask });
    const none = tensor('float32', [0, 3, 2, 2], new Float32Array(0));
    checkFeeds(inputs, { pixel_values: none, mask: tensor('bool', [0], new Uint8Array(0)) });
  });

  it('names unknown and missing inputs', () => {
    expect(() => checkFeeds(inputs, { pixel_value: pixels, mask })).toThrowErrorMatchingInlineSnapshot(`
      [RuntimeError: there is no input "pixel_value"
        did you mean pixel_values? the inputs are pixel_values, mask]
    `);
    expect(() => checkFeeds(inputs, { mask })).toThrowErrorMatchingInlineSnapshot(`
      [RuntimeError: there is no tensor for "pixel_values"
        the inputs are pixel_values: float32[N,3,2,2], mask: bool[N]]
    `);
  });

  const wrong: [string, Tensor, RegExp][] = [
    [
      'dtype',
      tensor('float64', [2, 3, 2, 2], new Float64Array(24)),
      /is float64, expected float32\[N,3,2,2\]/,
    ],
    ['a fixed size', tensor('float32', [2, 4, 2, 2], new Float32Array(32)), /has shape \[2,4,2,2\]/],
    ['rank', tensor('float32', [2, 3, 4], new Float32Array(24)), /has shape \[2,3,4\]/],
    ['half a picture', tensor('float32', [1.5, 3, 2, 2], new Float32Array(18)), /has shape \[1.5,3,2,2\]/],
    ['length', tensor('float32', [2, 3, 2, 2], new Float32Array(23)), /23 elements.*\n.*has 24/],
    ['storage', tensor('float32', [2, 3, 2, 2], new Float64Array(24)), /a Float64Array.*\n.*a Float32Array/],
  ];
  it.each(wrong)('refuses another %s', (_, feed, message) => {
    expect(() => checkFeeds(inputs, { pixel_values: feed, mask })).toThrow(message);
    expect(() => checkFeeds(inputs, { pixel_values: feed, mask })).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
  });

  it.each([
    ['no feeds', undefined, 'the feeds are undefined, expected tensors by name'],
    ['null', { x: null }, 'input "x" is null'],
    ['a bare array', { x: new Float32Array(12) }, 'input "x" is a Float32Array'],
    [
      "onnxruntime's tensor",
      { x: { type: 'float32', dims: [1, 3, 2, 2], data: new Float32Array(12) } },
      'a tensor is { dtype, shape, data }',
    ],
    ['an array of numbers', { x: { dtype: 'float32', shape: [1, 3, 2, 2], data: [] } }, 'holds an Array'],
  ])('says what it was given instead of a tensor: %s', (_, feeds, message) => {
    const x: TensorInfo[] = [{ name: 'x', dtype: 'float32', shape: [1, 3, 2, 2] }];
    expect(() => checkFeeds(x, feeds as unknown as Feeds)).toThrow(message);
  });

  it.each([
    [[8, 6, 3], 'channels come before height and width'],
    [[1, 8, 6, 3], 'channels come before height and width'],
    [[3, 8, 6], 'one picture is a batch of one: [1,3,8,6]'],
    [[4, 3, 8, 6], "build it with batch: 'dynamic'"],
    [[1, 1, 8, 6], 'build the network with the size and channels'],
    [[1, 3, 9, 6], 'build the network with the size and channels'],
  ])('tells how pictures %j came to be of another shape', (shape, hint) => {
    const x: TensorInfo[] = [{ name: 'x', dtype: 'float32', shape: [1, 3, 8, 6] }];
    const count = shape.reduce((product, size) => product * size, 1);
    expect(() => checkFeeds(x, { x: tensor('float32', shape, new Float32Array(count)) })).toThrow(hint);
  });

  it('wants names of outputs, in a list', () => {
    checkOutputNames(['logits'], ['logits', 'embedding']);
    expect(() => checkOutputNames(['logit'], ['logits'])).toThrow('did you mean logits?');
    for (const asked of [[], 'logits', null])
      expect(() => checkOutputNames(asked as string[], ['logits'])).toThrow(
        /expected a list of outputs, found .*/,
      );
  });

  it('wants one value for one symbolic size', () => {
    const three = tensor('bool', [3], new Uint8Array(3));
    expect(() => checkFeeds(inputs, { pixel_values: pixels, mask: three })).toThrow(
      'N is 3 here and 2 in "pixel_values"',
    );
  });

  it('says that float16 is bit patterns', () => {
    const half: TensorInfo[] = [{ name: 'x', dtype: 'float16', shape: [1] }];
    checkFeeds(half, { x: tensor('float16', [1], new Uint16Array(1)) });
    expect(() => checkFeeds(half, { x: tensor('float16', [1], new Float32Array(1)) })).toThrow(
      'float16 lives in a Uint16Array of its bit patterns',
    );
  });
});
