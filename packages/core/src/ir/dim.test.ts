// Sizes in normal form: binding equals evaluating, equal sizes have equal forms.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDims,
  bindDim,
  ceilDivDim,
  type Dim,
  dimNames,
  dimVariable,
  divDims,
  floorDivDim,
  mulDims,
  sameDim,
  subDims,
  symbolicDim,
  unifyDims,
} from './dim.js';

const N = symbolicDim('N');
const H = symbolicDim('H');
const W = symbolicDim('W');
const params = { seed: 7, numRuns: 300 };

/** An expression both as a dim and as plain arithmetic on the sizes it depends on. */
interface Expression {
  readonly dim: Dim;
  evaluate(h: number, w: number): number;
}

const expressions = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Expression>({ dim: H, evaluate: (h) => h }, { dim: W, evaluate: (_, w) => w }),
    fc.integer({ min: -9, max: 9 }).map((n): Expression => ({ dim: n, evaluate: () => n })),
    fc.tuple(tie('any'), tie('any')).map(
      ([a, b]): Expression => ({
        dim: addDims(a.dim, b.dim),
        evaluate: (h, w) => a.evaluate(h, w) + b.evaluate(h, w),
      }),
    ),
    fc.tuple(tie('any'), tie('any')).map(
      ([a, b]): Expression => ({
        dim: subDims(a.dim, b.dim),
        evaluate: (h, w) => a.evaluate(h, w) - b.evaluate(h, w),
      }),
    ),
    fc.tuple(tie('any'), fc.integer({ min: -4, max: 6 })).map(
      ([a, factor]): Expression => ({
        dim: mulDims(a.dim, factor),
        evaluate: (h, w) => a.evaluate(h, w) * factor,
      }),
    ),
    fc.tuple(tie('any'), fc.integer({ min: 1, max: 6 }), fc.boolean()).map(
      ([a, divisor, up]): Expression => ({
        dim: up ? ceilDivDim(a.dim, divisor) : floorDivDim(a.dim, divisor),
        evaluate: (h, w) => (up ? Math.ceil : Math.floor)(a.evaluate(h, w) / divisor),
      }),
    ),
  ),
})).any;

const size = fc.integer({ min: 1, max: 300 });

describe('binding a dim', () => {
  it('gives what evaluating the expression gives', () => {
    fc.assert(
      fc.property(expressions, size, size, (expression, h, w) => {
        const bound = bindDim(
          expression.dim,
          new Map([
            ['H', h],
            ['W', w],
          ]),
        );
        expect(bound).toBe(expression.evaluate(h, w) + 0);
      }),
      params,
    );
  });

  it('may happen one name after the other', () => {
    fc.assert(
      fc.property(expressions, size, size, ({ dim }, h, w) => {
        const half = bindDim(dim, new Map([['H', h]]));
        expect(dimNames(half)).not.toContain('H');
        expect(bindDim(half, new Map([['W', w]]))).toBe(
          bindDim(
            dim,
            new Map([
              ['W', w],
              ['H', h],
            ]),
          ),
        );
      }),
      params,
    );
  });

  it('may put in other dims', () => {
    expect(String(bindDim(floorDivDim(addDims(H, 1), 2), new Map([['H', mulDims(W, 4)]])))).toBe('2*W');
  });

  it('follows a network of strided convolutions down', () => {
    const layer = fc.record({
      kernel: fc.constantFrom(1, 3, 5, 7),
      stride: fc.integer({ min: 1, max: 4 }),
      pad: fc.integer({ min: 0, max: 3 }),
      same: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(layer, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 200, max: 600 }),
        (layers, h) => {
          let dim: Dim = H;
          let value = h;
          for (const { kernel, stride, pad, same } of layers) {
            dim = same
              ? ceilDivDim(dim, stride)
              : addDims(floorDivDim(addDims(dim, 2 * pad - kernel), stride), 1);
            value = same ? Math.ceil(value / stride) : Math.floor((value + 2 * pad - kernel) / stride) + 1;
          }
          expect(bindDim(dim, new Map([['H', h]]))).toBe(value);
        },
      ),
      params,
    );
  });
});

describe('the normal form', () => {
  it('is a number where nothing symbolic is left', () => {
    expect(subDims(H, H)).toBe(0);
    expect(addDims(H, 3, mulDims(H, -1))).toBe(3);
    expect(mulDims(2, 3, 4)).toBe(24);
    expect(mulDims(H, 0)).toBe(0);
    expect(floorDivDim(-7, 2)).toBe(-4);
    expect(ceilDivDim(7, 2)).toBe(4);
  });

  it('does not depend on the order of terms and factors', () => {
    expect(String(addDims(1, H, W, H))).toBe('2*H+W+1');
    expect(sameDim(addDims(H, mulDims(W, N)), addDims(mulDims(N, W), H))).toBe(true);
    expect(String(mulDims(addDims(H, 1), subDims(W, 1)))).toBe('-H+H*W+W-1');
  });

  it('is one for every way to come to the same size', () => {
    const half = (dim: Dim): Dim => floorDivDim(addDims(dim, 1), 2);
    // Kernel 3, stride 2, padding 1 is the same size as kernel 1, stride 2, and as a SAME convolution.
    const three = addDims(floorDivDim(subDims(addDims(H, 2), 3), 2), 1);
    expect(sameDim(three, half(H))).toBe(true);
    expect(sameDim(three, ceilDivDim(H, 2))).toBe(true);
    // Two strides of 2 are one of 4.
    expect(sameDim(half(half(H)), ceilDivDim(H, 4))).toBe(true);
    // Doubling and quartering is halving; 3/2 is one and a half.
    expect(sameDim(floorDivDim(mulDims(H, 2), 4), floorDivDim(H, 2))).toBe(true);
    expect(sameDim(floorDivDim(addDims(mulDims(H, 2), 1), 4), floorDivDim(H, 2))).toBe(true);
    expect(sameDim(floorDivDim(mulDims(H, 3), 2), addDims(H, floorDivDim(H, 2)))).toBe(true);
    expect(sameDim(floorDivDim(mulDims(floorDivDim(H, 3), 2), 4), floorDivDim(H, 6))).toBe(true);
    expect(sameDim(half(H), floorDivDim(H, 2))).toBe(false);
    expect(sameDim(H, 4)).toBe(false);
    expect(sameDim(4, 4)).toBe(true);
  });

  it('reads as arithmetic', () => {
    expect(String(ceilDivDim(H, 32))).toBe('floor((H+31)/32)');
    expect(String(subDims(N, 1))).toBe('N-1');
    expect(String(mulDims(N, -1))).toBe('-N');
  });
});

describe('names', () => {
  it('are listed once, also inside divisions', () => {
    expect(dimNames(addDims(mulDims(N, H), floorDivDim(addDims(W, H), 2)))).toEqual(['H', 'N', 'W']);
    expect(dimNames(5)).toEqual([]);
  });

  it('stand alone only as a bare variable', () => {
    expect(dimVariable(N)).toBe('N');
    for (const dim of [3, mulDims(N, 2), mulDims(N, H), addDims(N, 1), floorDivDim(N, 2)]) {
      expect(dimVariable(dim)).toBeUndefined();
    }
  });
});

describe('divDims', () => {
  it('divides what comes out even for all sizes', () => {
    expect(divDims(12, 4)).toBe(3);
    expect(String(divDims(mulDims(N, 62720), 62720))).toBe('N');
    expect(String(divDims(mulDims(N, H, W, 6), mulDims(W, 2, N)))).toBe('3*H');
    expect(String(divDims(addDims(mulDims(H, W), mulDims(H, 2)), H))).toBe('W+2');
    expect(divDims(addDims(mulDims(H, 6), 3), addDims(mulDims(H, 2), 1))).toBe(3);
    expect(divDims(0, N)).toBe(0);
  });

  it('gives up on everything else', () => {
    for (const [a, b] of [
      [7, 2],
      [7, 0],
      [0, 0],
      [N, 2],
      [N, H],
      [addDims(H, 1), H],
      [6, addDims(H, 1)],
    ] as const) {
      expect(divDims(a, b)).toBeUndefined();
    }
  });

  it('is the inverse of multiplying', () => {
    fc.assert(
      fc.property(expressions, fc.integer({ min: 1, max: 9 }), ({ dim }, factor) => {
        expect(String(divDims(mulDims(dim, factor), factor))).toBe(String(dim));
        if (dim !== 0) expect(divDims(mulDims(dim, factor), dim)).toBe(factor);
      }),
      params,
    );
  });
});

describe('unifyDims', () => {
  it('takes the number, or the size that is known better', () => {
    expect(unifyDims(4, 4)).toBe(4);
    expect(unifyDims(N, 4)).toBe(4);
    expect(unifyDims(4, N)).toBe(4);
    expect(unifyDims(symbolicDim('?Slice.0'), H)).toBe(H);
    expect(unifyDims(H, symbolicDim('?Slice.0'))).toBe(H);
    expect(unifyDims(H, W)).toBe(H);
  });

  it('refuses sizes that never meet', () => {
    const half = floorDivDim(H, 2);
    for (const [a, b] of [
      [3, 4],
      [H, addDims(H, 1)],
      [half, subDims(half, 1)],
      [N, mulDims(N, 2)],
    ] as const) {
      expect(unifyDims(a, b)).toBeUndefined();
    }
  });

  it('never refuses sizes that are equal somewhere', () => {
    fc.assert(
      fc.property(expressions, expressions, size, size, (a, b, h, w) => {
        fc.pre(a.evaluate(h, w) === b.evaluate(h, w));
        expect(unifyDims(a.dim, b.dim)).toBeDefined();
      }),
      { ...params, maxSkipsPerRun: 10_000 },
    );
  });
});
