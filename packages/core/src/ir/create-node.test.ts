// Making nodes, and what is said when that is not possible.

import { describe, expect, it } from 'vitest';
import { Add } from '../ops/add.js';
import { Clip } from '../ops/clip.js';
import { Concat } from '../ops/concat.js';
import { Conv } from '../ops/conv.js';
import { Max } from '../ops/max.js';
import { Reshape } from '../ops/reshape.js';
import { Split } from '../ops/split.js';
import { constantNumbers, createNode } from './create-node.js';
import { dimVariable, symbolicDim } from './dim.js';
import type { OpDef } from './op.js';
import { constant } from './scope.js';
import { formatType, type Shape, tensorType } from './tensor-type.js';
import { Value } from './value.js';

const N = symbolicDim('N');
const value = (...shape: Shape): Value => new Value(tensorType('float32', shape));
const attempt = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
};

describe('createNode', () => {
  it('infers the types of the outputs and links them to the node', () => {
    const node = createNode(
      Split,
      [value(N, 6), constant([2, 4])],
      { axis: 1 },
      { path: 'a', outputCount: 2 },
    );
    expect(node.outputs.map((output) => formatType(output.type))).toEqual(['float32[N,2]', 'float32[N,4]']);
    expect(node.outputs.every((output) => output.producer === node)).toBe(true);
    expect(node.path).toBe('a');
  });

  it('keeps optional inputs that are left out in the middle, not those at the end', () => {
    const max = constant([6], [], 'float32');
    expect(createNode(Clip, [value(2), undefined, max], {}).inputs).toHaveLength(3);
    expect(createNode(Clip, [value(2), undefined, undefined], {}).inputs).toHaveLength(1);
  });

  it('names a size known only when running after the place it comes from', () => {
    const shape = new Value(tensorType('int64', [2]));
    const [first] = createNode(Reshape, [value(4), shape], {}, { path: 'head.view' }).output.type.shape;
    expect(first && dimVariable(first)).toBe('?head.view/Reshape.0');
  });

  it.each([
    ['too few', [value(2)]],
    ['too many', [value(2), value(2), value(2)]],
    ['a hole', [value(2), undefined]],
  ])('refuses %s inputs', (_, inputs) => {
    expect(() => createNode(Add, inputs, {})).toThrow(expect.objectContaining({ code: 'GRAPH' }));
  });

  it('lets errors that are not ours through untouched', () => {
    const broken: OpDef = { ...Add, infer: () => JSON.parse('{') };
    expect(() => createNode(broken, [value(1), value(1)], {})).toThrow(SyntaxError);
  });
});

describe('constantNumbers', () => {
  it('reads constants and nothing else', () => {
    expect(constantNumbers(constant([0, -1]))).toEqual([0, -1]);
    expect(constantNumbers(constant([0.5], [], 'float16'))).toEqual([0.5]);
    expect(constantNumbers(value(2))).toBeUndefined();
    expect(constantNumbers(undefined)).toBeUndefined();
  });
});

describe('what is said when something does not fit', () => {
  const at = { path: 'blocks.1.0', within: 'mobilenetv2_100' };
  it.each<[string, () => unknown]>([
    ['channels of a shortcut', () => createNode(Add, [value(N, 4, 8, 8), value(N, 8, 8, 8)], {}, at)],
    ['dtypes', () => createNode(Add, [value(2), constant([1])], {}, at)],
    ['groups', () => createNode(Conv, [value(N, 8, 8, 8), value(8, 8, 3, 3)], { group: 2 }, at)],
    ['a small input', () => createNode(Conv, [value(N, 8, 2, 2), value(8, 8, 3, 3)], {}, at)],
    ['an attribute', () => createNode(Conv, [value(N, 8, 8, 8), value(8, 8, 3, 3)], { stride: 2 }, at)],
    ['concatenation', () => createNode(Concat, [value(N, 8, 8, 8), value(N, 8, 4, 4)], { axis: 1 }, at)],
    ['elements', () => createNode(Reshape, [value(N, 1280, 7, 7), constant([0, 1280])], {}, at)],
    ['no inputs', () => createNode(Max, [], {})],
  ])('%s', (_, run) => {
    expect(attempt(run)).toMatchSnapshot();
  });
});
