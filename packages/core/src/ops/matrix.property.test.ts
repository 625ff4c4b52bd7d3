// MatMul and Gemm against onnxruntime.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { Gemm, MatMul } from './index.js';

/** A stack of matrices, or with `vector` a single row or column; each axis of the stack may be 1. */
const stacks = fc.record({
  stack: fc.array(sizes(3), { maxLength: 2 }),
  ones: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
  dropped: fc.nat(2),
  vector: fc.boolean(),
});

describe('MatMul', () => {
  const cases = fc.record({ a: stacks, b: stacks, m: sizes(5), k: sizes(7), n: sizes(5), seed: seeds });

  it('equals onnxruntime', () =>
    forAll(
      cases,
      async ({ a, b, m, k, n, seed }) => {
        // Both stacks come from one, so that they broadcast.
        const stackOf = (side: typeof a): number[] =>
          a.stack
            .map((size, axis) => (side.ones[axis] ? 1 : size))
            .slice(Math.min(side.dropped, a.stack.length));
        const left = a.vector ? [k] : [...stackOf(a), m, k];
        const right = b.vector ? [k] : [...stackOf(b), k, n];
        await checkNode({ op: MatMul, inputs: [randomTensor(left, seed), randomTensor(right, seed + 1)] });
      },
      100,
    ));
});

describe('Gemm', () => {
  const flag = fc.constantFrom(0, 1);
  const factor = fc.constantFrom(1, 0.5, -2);
  const cases = fc.record({
    sizes: fc.tuple(sizes(5), sizes(7), sizes(5)),
    attrs: fc.record({ transA: flag, transB: flag, alpha: factor, beta: factor }),
    bias: fc.constantFrom('none', 'scalar', 'row', 'column', 'matrix'),
    seed: seeds,
  });

  it('equals onnxruntime', () =>
    forAll(
      cases,
      async ({ sizes: [m, k, n], attrs, bias, seed }) => {
        const a = randomTensor(attrs.transA ? [k, m] : [m, k], seed);
        const b = randomTensor(attrs.transB ? [n, k] : [k, n], seed + 1);
        const shape = { none: undefined, scalar: [], row: [n], column: [m, 1], matrix: [m, n] }[bias];
        const c = shape && randomTensor(shape, seed + 2);
        await checkNode({ op: Gemm, inputs: c === undefined ? [a, b] : [a, b, c], attrs });
      },
      100,
    ));
});
