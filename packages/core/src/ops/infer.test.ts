// Shapes of elementwise and layout operators: symbolic, known only when running, and refused.

import { describe, expect, it } from 'vitest';
import { createNode } from '../ir/create-node.js';
import { addDims, type Dim, floorDivDim, mulDims, symbolicDim } from '../ir/dim.js';
import type { DType } from '../ir/dtype.js';
import type { OpDef } from '../ir/op.js';
import { constant } from '../ir/scope.js';
import { formatType, type Shape, tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { Add } from './add.js';
import { Clip } from './clip.js';
import { Concat } from './concat.js';
import { Expand } from './expand.js';
import { Flatten } from './flatten.js';
import { Gather } from './gather.js';
import { Neg } from './neg.js';
import { Pow } from './pow.js';
import { PRelu } from './pRelu.js';
import { Relu } from './relu.js';
import { Reshape } from './reshape.js';
import { Sigmoid } from './sigmoid.js';
import { Slice } from './slice.js';
import { Split } from './split.js';
import { Squeeze } from './squeeze.js';
import { Transpose } from './transpose.js';
import { Unsqueeze } from './unsqueeze.js';
import { Where } from './where.js';

const [N, H, W] = ['N', 'H', 'W'].map(symbolicDim) as unknown as [Dim, Dim, Dim];
const half = (dim: Dim): Dim => floorDivDim(addDims(dim, 1), 2);
const LAST = 2 ** 31 - 1;

const value = (...shape: Shape): Value => new Value(tensorType('float32', shape));
const typed = (dtype: DType, ...shape: Shape): Value => new Value(tensorType(dtype, shape));
const list = (...numbers: number[]): Value => constant(numbers);
/** A list of this length that is known only when running. */
const fed = (length: Dim): Value => typed('int64', length);

type Case = [
  what: string,
  op: OpDef<never> | OpDef,
  inputs: (Value | undefined)[],
  attrs: Record<string, unknown>,
  expected: string,
];

function typesOf(op: Case[1], inputs: Case[2], attrs: Case[3], outputCount: number): string {
  const node = createNode(op as OpDef, inputs, attrs, { outputCount });
  return node.outputs.map((output) => formatType(output.type)).join(' ');
}

describe('symbolic sizes', () => {
  const map = value(N, 64, H, W);
  it.each<Case>([
    ['broadcast', Add, [map, value(64, 1, 1)], {}, 'float32[N,64,H,W]'],
    ['broadcast a number', Add, [value(N, 4), value(N, 1)], {}, 'float32[N,4]'],
    ['take a number they meet', Add, [value(N, H), value(8, 16)], {}, 'float32[8,16]'],
    ['join in a concatenation', Concat, [map, value(N, 32, H, W)], { axis: 1 }, 'float32[N,96,H,W]'],
    [
      'join after equal strides',
      Concat,
      [value(N, 8, half(half(H)), W), value(N, 8, floorDivDim(addDims(H, 3), 4), W)],
      { axis: -3 },
      'float32[N,16,floor((H+3)/4),W]',
    ],
    ['add up in a concatenation', Concat, [map, value(N, 64, 2, W)], { axis: 2 }, 'float32[N,64,H+2,W]'],
    ['stay in a flattened batch', Flatten, [map], {}, 'float32[N,64*H*W]'],
    ['multiply when flattened', Flatten, [map], { axis: -2 }, 'float32[64*N,H*W]'],
    ['are copied by 0', Reshape, [map, list(0, 64, 0, -1)], {}, 'float32[N,64,H,W]'],
    ['are left for -1', Reshape, [map, list(0, 64, -1)], {}, 'float32[N,64,H*W]'],
    ['are divided for -1', Reshape, [value(N, 1280, 7, 7), list(-1, 62720)], {}, 'float32[N,62720]'],
    [
      'are split into groups',
      Reshape,
      [value(N, 64, half(H), W), list(0, 2, 32, -1)],
      {},
      'float32[N,2,32,W*floor((H+1)/2)]',
    ],
    ['leave a factor for -1', Reshape, [value(mulDims(N, 4), 6), list(-1, 2, 12)], {}, 'float32[N,2,12]'],
    [
      'cancel where the rest is a sum',
      Reshape,
      [value(N, addDims(H, 1), 6), list(0, 0, -1, 2)],
      {},
      'float32[N,H+1,3,2]',
    ],
    ['meet at run time', Reshape, [value(N, 4), list(2, 8)], {}, 'float32[2,8]'],
    [
      'are rounded down where -1 may not come out even',
      Reshape,
      [value(N, 3), list(2, -1)],
      {},
      'float32[2,N+floor(N/2)]',
    ],
    ['are picked by transposing', Transpose, [map], { perm: [0, 2, 3, 1] }, 'float32[N,H,W,64]'],
    ['are kept by a 1 to expand to', Expand, [value(N, 1), list(1, 5)], {}, 'float32[N,5]'],
    ['may be squeezed, then they have to be 1', Squeeze, [value(N, H, 1), list(1, -1)], {}, 'float32[N]'],
    ['stay around new axes', Unsqueeze, [value(N, H), list(3, 0)], {}, 'float32[1,N,H,1]'],
    ['give way to indices', Gather, [value(N, 9), typed('int64', H, W)], { axis: 1 }, 'float32[N,H,W]'],
    ['are sliced from the end', Slice, [map, list(0), list(-1), list(2)], {}, 'float32[N,64,H-1,W]'],
    ['are sliced from a start', Slice, [map, list(2), list(LAST), list(3)], {}, 'float32[N,64,H,W-2]'],
    [
      'are sliced with steps',
      Slice,
      [map, list(1), list(LAST), list(2), list(2)],
      {},
      'float32[N,64,floor(H/2),W]',
    ],
    ['are turned round', Slice, [map, list(-1), list(-LAST), list(2), list(-1)], {}, 'float32[N,64,H,W]'],
    ['give one element', Slice, [map, list(0), list(1), list(0)], {}, 'float32[1,64,H,W]'],
    ['give the last element', Slice, [map, list(-1), list(LAST), list(0)], {}, 'float32[1,64,H,W]'],
    ['may be shorter than a slice', Slice, [map, list(0), list(4), list(2)], {}, 'float32[N,64,?Slice.2,W]'],
    [
      'may be shorter than the end',
      Slice,
      [map, list(-4), list(LAST), list(2)],
      {},
      'float32[N,64,?Slice.2,W]',
    ],
  ])('%s', (_, op, inputs, attrs, expected) => {
    const found = typesOf(op, inputs, attrs, 1);
    expect(found).toBe(expected);
  });

  it('are split', () => {
    expect(typesOf(Split, [map, list(1, 3)], { axis: 2 }, 2)).toBe('float32[N,64,1,W] float32[N,64,3,W]');
    expect(typesOf(Split, [map], { axis: 2, num_outputs: 2 }, 2)).toBe(
      'float32[N,64,floor((H+1)/2),W] float32[N,64,H-floor((H+1)/2),W]',
    );
  });
});

describe('shapes known only when running', () => {
  it.each<Case>([
    ['Reshape', Reshape, [value(2, 3), fed(3)], {}, 'float32[?Reshape.0,?Reshape.1,?Reshape.2]'],
    ['Expand', Expand, [value(2, 3), fed(1)], {}, 'float32[?Expand.0,?Expand.1]'],
    ['Expand to a higher rank', Expand, [value(2), fed(2)], {}, 'float32[?Expand.0,?Expand.1]'],
    ['Squeeze', Squeeze, [value(1, 2, 1), fed(2)], {}, 'float32[?Squeeze.0]'],
    ['Unsqueeze', Unsqueeze, [value(2), fed(1)], {}, 'float32[?Unsqueeze.0,?Unsqueeze.1]'],
    ['Slice of known axes', Slice, [value(2, 3), fed(1), list(1), list(-1)], {}, 'float32[2,?Slice.1]'],
    ['Slice of any axis', Slice, [value(2, 3), list(0), list(1), fed(1)], {}, 'float32[?Slice.0,?Slice.1]'],
    ['Slice of all', Slice, [value(2), fed(1), fed(1)], {}, 'float32[?Slice.0]'],
    ['Slice by any step', Slice, [value(2, 3), list(0), list(1), list(0), fed(1)], {}, 'float32[?Slice.0,3]'],
  ])('%s', (_, op, inputs, attrs, expected) => {
    expect(typesOf(op, inputs, attrs, 1)).toBe(expected);
  });

  it('Split', () => {
    expect(typesOf(Split, [value(4, 3), fed(2)], {}, 2)).toBe('float32[?Split.0,3] float32[?Split.1,3]');
  });

  it.each([Reshape, Expand, Unsqueeze, Squeeze])('$name needs to know the rank at least', (op) => {
    expect(() => createNode(op as OpDef, [value(2, 3), fed(N)], {})).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
  });
});

describe('what does not fit is refused', () => {
  it.each<
    [
      what: string,
      op: OpDef<never> | OpDef,
      inputs: (Value | undefined)[],
      attrs?: Record<string, unknown>,
      outputCount?: number,
    ]
  >([
    ['broadcast', Add, [value(N, 4), value(N, 3)]],
    ['broadcast of sizes that never meet', Add, [value(N, H), value(N, addDims(H, 1))]],
    ['booleans to add', Add, [typed('bool', 2), typed('bool', 2)]],
    ['unsigned numbers to negate', Neg, [typed('uint8', 2)]],
    ['integers to a sigmoid', Sigmoid, [typed('int32', 2)]],
    ['unsigned numbers to a relu', Relu, [typed('uint8', 2)]],
    ['a condition that is no boolean', Where, [value(2), value(2), value(2)]],
    ['choices of two dtypes', Where, [typed('bool', 2), value(2), typed('int32', 2)]],
    ['a boolean exponent', Pow, [value(2), typed('bool', 2)]],
    ['a slope larger than the input', PRelu, [value(3), value(2, 3)]],
    ['a limit that is no scalar', Clip, [value(3), value(2)]],
    ['a limit of another dtype', Clip, [value(3), undefined, typed('int32')]],
    ['concatenated scalars', Concat, [value(), value()], { axis: 0 }],
    ['concatenated ranks', Concat, [value(2, 3), value(2)], { axis: 0 }],
    ['concatenated sizes that never meet', Concat, [value(1, H), value(1, addDims(H, 2))], { axis: 0 }],
    ['an axis outside', Concat, [value(2)], { axis: 1 }],
    ['pieces that do not add up', Split, [value(5), list(4)]],
    ['a negative piece', Split, [value(5), list(6, -1)], {}, 2],
    ['sizes and a number of pieces', Split, [value(5), list(5)], { num_outputs: 1 }],
    ['neither sizes nor a number', Split, [value(5)]],
    ['more pieces than outputs', Split, [value(4), list(2, 2)]],
    ['ranges of different lengths', Slice, [value(4), list(0), list(1, 2)]],
    ['a step of zero', Slice, [value(4), list(0), list(1), list(0), list(0)]],
    ['an axis sliced twice', Slice, [value(4, 4), list(0, 0), list(1, 1), list(1, -1)]],
    ['an index outside', Gather, [value(4, 4), list(0, 4)], { axis: 1 }],
    ['indices that are no integers', Gather, [value(4, 4), value(1)]],
    ['gathering from a scalar', Gather, [value(), list(0)]],
    ['other elements', Reshape, [value(2, 3), list(7)]],
    ['other elements of each picture', Reshape, [value(N, 6), list(0, 5)]],
    ['a rest that is no integer', Reshape, [value(2, 3), list(4, -1)]],
    ['two open sizes', Reshape, [value(2, 3), list(-1, -1)]],
    ['a negative size', Reshape, [value(2, 3), list(-2, 3)]],
    ['a copy of an axis that is not there', Reshape, [value(6), list(6, 0)]],
    ['an open size beside an empty one', Reshape, [value(0, 3), list(0, -1)], { allowzero: 1 }],
    ['an open size of nothing', Reshape, [value(0, 3), list(0, -1)]],
    ['a matrix beyond the rank', Flatten, [value(2, 3)], { axis: 3 }],
    ['squeezing what is not one', Squeeze, [value(2, 3), list(0)]],
    ['squeezing all of a symbolic shape', Squeeze, [value(N, 1)]],
    ['an axis inserted twice', Unsqueeze, [value(2), list(0, -3)]],
    ['an axis inserted too far', Unsqueeze, [value(2), list(2)]],
    ['an order that lacks an axis', Transpose, [value(2, 3)], { perm: [0, 0] }],
    ['an order of another rank', Transpose, [value(2, 3)], { perm: [0] }],
    ['expanding what is not one', Expand, [value(2, 3), list(4, 3)]],
    ['expanding to less than nothing', Expand, [value(1), list(-1)]],
  ])('%s', (_, op, inputs, attrs = {}, outputCount = 1) => {
    let error: unknown;
    try {
      createNode(op as OpDef, inputs, attrs, { path: 'layer', outputCount });
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'SHAPE', path: 'layer', what: op.name });
    expect(String(error)).toMatchSnapshot();
  });
});
