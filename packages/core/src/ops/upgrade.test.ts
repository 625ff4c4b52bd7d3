// Old forms of the elementwise and layout operators against onnxruntime.

import { describe, expect, it } from 'vitest';
import { createNode } from '../ir/create-node.js';
import type { OpDef } from '../ir/op.js';
import { toNumbers } from '../ir/tensor-data.js';
import { formatType, type Shape, tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { checkOldNode, float, floats, int, ints, type OldNode } from '../testing/oldNode.js';
import { int64s, randomTensor } from '../testing/randomTensor.js';
import { Add } from './add.js';
import { Clip } from './clip.js';
import { Concat } from './concat.js';
import { Constant } from './constant.js';
import { Max } from './max.js';
import { PRelu } from './pRelu.js';
import { Relu } from './relu.js';
import { Reshape } from './reshape.js';

const x = randomTensor([2, 3, 4], 1);
const cases: [what: string, node: OldNode][] = [
  [
    'Clip with both limits',
    {
      opType: 'Clip',
      opset: 10,
      inputs: [x],
      attrs: [float('min', -0.5), float('max', 1)],
    },
  ],
  ['Clip with one limit', { opType: 'Clip', opset: 9, inputs: [x], attrs: [float('max', 0.25)] }],
  ['Clip without limits', { opType: 'Clip', opset: 8, inputs: [x] }],
  [
    'Slice by attributes',
    {
      opType: 'Slice',
      opset: 9,
      inputs: [x],
      attrs: [ints('starts', [1, -3]), ints('ends', [2n ** 63n - 1n, -1]), ints('axes', [0, 2])],
    },
  ],
  [
    'Slice of the first axes',
    {
      opType: 'Slice',
      opset: 7,
      inputs: [x],
      attrs: [ints('starts', [1]), ints('ends', [9])],
    },
  ],
  [
    'Split by an attribute',
    {
      opType: 'Split',
      opset: 11,
      inputs: [x],
      attrs: [int('axis', 2), ints('split', [1, 3])],
      outputs: ['float32', 'float32'],
    },
  ],
  [
    'Split by the outputs',
    { opType: 'Split', opset: 11, inputs: [x], attrs: [int('axis', -1)], outputs: ['float32', 'float32'] },
  ],
  [
    'Split by the outputs of opset 13',
    {
      opType: 'Split',
      opset: 13,
      inputs: [x],
      attrs: [int('axis', 1)],
      outputs: ['float32', 'float32', 'float32'],
    },
  ],
  [
    'Squeeze by attributes',
    {
      opType: 'Squeeze',
      opset: 11,
      inputs: [randomTensor([1, 3, 1], 2)],
      attrs: [ints('axes', [-1])],
    },
  ],
  ['Squeeze of all', { opType: 'Squeeze', opset: 7, inputs: [randomTensor([1, 3, 1], 2)] }],
  ['Unsqueeze by attributes', { opType: 'Unsqueeze', opset: 11, inputs: [x], attrs: [ints('axes', [0, 4])] }],
  ['Reshape', { opType: 'Reshape', opset: 7, inputs: [x, int64s(0, -1)] }],
  ['Reshape before allowzero', { opType: 'Reshape', opset: 13, inputs: [x, int64s(4, 6)] }],
  ['Gather', { opType: 'Gather', opset: 8, inputs: [x, int64s(2, 0)], attrs: [int('axis', 1)] }],
  ['Flatten', { opType: 'Flatten', opset: 8, inputs: [x] }],
  ['Concat', { opType: 'Concat', opset: 7, inputs: [x, x], attrs: [int('axis', 2)] }],
  ['Max', { opType: 'Max', opset: 8, inputs: [x, randomTensor([3, 1], 3)] }],
  ['Pow', { opType: 'Pow', opset: 7, inputs: [randomTensor([2, 3], 4, { low: 0.5 }), randomTensor([3], 5)] }],
  ['PRelu', { opType: 'PRelu', opset: 7, inputs: [x, randomTensor([3, 1], 6)] }],
  ['Relu', { opType: 'Relu', opset: 7, inputs: [x] }],
  [
    'Conv',
    {
      opType: 'Conv',
      opset: 7,
      inputs: [randomTensor([1, 2, 5, 5], 7), randomTensor([3, 2, 3, 3], 8)],
      attrs: [ints('pads', [1, 1, 1, 1])],
    },
  ],
  ['Constant as a float', { opType: 'Constant', opset: 12, inputs: [], attrs: [float('value_float', 0.1)] }],
  [
    'Constant as floats',
    { opType: 'Constant', opset: 18, inputs: [], attrs: [floats('value_floats', [0.1, -2])] },
  ],
  [
    'Constant as an integer',
    {
      opType: 'Constant',
      opset: 12,
      inputs: [],
      attrs: [int('value_int', -7)],
      outputs: ['int64'],
    },
  ],
  [
    'Constant as integers',
    {
      opType: 'Constant',
      opset: 13,
      inputs: [],
      attrs: [ints('value_ints', [3, 1])],
      outputs: ['int64'],
    },
  ],
];

describe('the form of an older opset gives what onnxruntime gives', () => {
  it.each(cases)('%s', (_, node) => checkOldNode(node));
});

/** onnxruntime does not run files from before opset 7. */
describe('before opset 7', () => {
  const value = (...shape: Shape): Value => new Value(tensorType('float32', shape));
  const upgrade = <A extends object>(
    op: OpDef<A>,
    opset: number,
    inputs: Value[],
    attrs: Record<string, unknown>,
  ) => {
    const node = { attrs, inputs, outputCount: 1 };
    const upgraded = op.upgrade?.(node, opset, () => value(1)) ?? node;
    return createNode(op, upgraded.inputs, upgraded.attrs);
  };

  it('an addend that ends at the last axis is broadcast as today', () => {
    const attrs = { broadcast: 1, axis: 2, consumed_inputs: [0, 0] };
    expect(formatType(upgrade(Add, 1, [value(2, 3, 4, 5), value(4, 5)], attrs).output.type)).toBe(
      'float32[2,3,4,5]',
    );
    expect(upgrade(Add, 6, [value(2, 3), value(3)], { broadcast: 1, axis: -1 }).attrs).toEqual({});
    expect(upgrade(Add, 6, [value(2, 3), value(2, 3)], {}).attrs).toEqual({});
  });

  it('an addend of the channels is not', () => {
    expect(() => upgrade(Add, 6, [value(2, 3, 4, 5), value(3)], { broadcast: 1, axis: 1 })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_OP', hint: expect.stringContaining('opset 13') }),
    );
    expect(() => upgrade(PRelu, 6, [value(2, 3, 4, 3), value(3)], {})).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_OP' }),
    );
    expect(upgrade(PRelu, 5, [value(2, 3), value(1)], { consumed_inputs: [0, 0] }).attrs).toEqual({});
  });

  it('hints about memory are dropped, shapes become inputs, axes have their default', () => {
    for (const op of [Relu, Max])
      expect(upgrade(op, 1, [value(2)], { consumed_inputs: [0] }).attrs).toEqual({});
    expect(upgrade(Clip, 1, [value(2)], { consumed_inputs: [0] }).inputs).toHaveLength(1);
    expect(upgrade(Reshape, 1, [value(2)], { shape: [1] }).inputs).toHaveLength(2);
    expect(upgrade(Concat, 1, [value(2, 3), value(2, 4)], {}).attrs).toEqual({ axis: 1 });
  });
});

describe('a Constant', () => {
  const upgrade = (attrs: Record<string, unknown>) =>
    Constant.upgrade?.({ attrs, inputs: [], outputCount: 1 }, 0, () => new Value(tensorType('int64', [1])));

  it('has the type of its short form', () => {
    const { attrs } = upgrade({ value_ints: [] }) ?? {};
    const node = createNode(Constant, [], attrs as Record<string, unknown>);
    expect(formatType(node.output.type)).toBe('int64[0]');
    const scalar = createNode(Constant, [], upgrade({ value_float: 0.5 })?.attrs as Record<string, unknown>);
    expect(formatType(scalar.output.type)).toBe('float32[]');
    expect(toNumbers('float32', scalar.attrs.value.data)).toEqual([0.5]);
  });

  it.each([
    [{}],
    [{ value_string: 'a' }],
    [{ value_strings: ['a'] }],
    [{ sparse_value: {} }],
    [{ constructor: 1 }],
    [{ value_int: 1, value_float: 2 }],
    [{ value_ints: ['a'] }],
  ])('cannot be %j', (attrs) => {
    expect(() => upgrade(attrs)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_OP' }));
  });
});
