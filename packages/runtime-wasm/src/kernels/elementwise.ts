// Elementwise functions of one to three tensors, each streamed, held for a block of channels, or for all.

import { add, type Code, doWhile, type Local, type Operand, seq, sub } from '../emit/code.js';
import {
  vAdd,
  vConst,
  vDiv,
  vLoad,
  vLoadSplat,
  vMax,
  vMin,
  vMul,
  vPMax,
  vPMin,
  vStore,
  vSub,
} from '../emit/simd.js';
import type { Activation } from './activation.js';
import { quantumOf } from './epilogue.js';
import type { Kernel, KernelContext } from './kernel.js';

/** How an operand is read: its own element for each, one for a block of 4 channels, or one float for all. */
export type Reading = 'each' | 'block' | 'scalar';

type Combine = (c: KernelContext, a: Operand, b: Operand, d: Operand) => Code;

const FUNCTIONS = {
  copy: (_, a) => a as Code,
  Add: (_, a, b) => vAdd(a, b),
  Sub: (_, a, b) => vSub(a, b),
  Mul: (_, a, b) => vMul(a, b),
  Div: (_, a, b) => vDiv(a, b),
  Max: (_, a, b) => vMax(a, b),
  Min: (_, a, b) => vMin(a, b),
  /** a where positive, b a elsewhere. */
  PRelu: (_, a, b) => vAdd(vPMax(a, vConst(0)), vMul(b, vPMin(a, vConst(0)))),
  /** a b + c. */
  scaleShift: ({ isa }, a, b, d) => isa.multiplyAdd(a, b, d),
} satisfies Readonly<Record<string, Combine>>;

export type ElementwiseFunction = keyof typeof FUNCTIONS;

const FIELDS = [
  'a',
  'b',
  'c',
  'out',
  /** Blocks, and pixels of a block. */
  'outer',
  'inner',
  /** A table of steps, where results are rounded to such. */
  'quantum',
] as const;

const OPERANDS = ['a', 'b', 'c'] as const;

/** out = activation(f(operands)); as many operands as `readings`. */
export function elementwiseKernel(
  name: ElementwiseFunction,
  readings: readonly Reading[],
  activation?: Activation,
  quantize = false,
): Kernel<(typeof FIELDS)[number]> {
  return {
    key: `elementwise ${name} ${readings} ${activation?.key ?? ''} ${quantize ? 'q' : ''}`,
    fields: FIELDS,
    write(c) {
      const { f, arg } = c;
      const operands = readings.map((reading, i) => ({
        reading,
        field: OPERANDS[i] as 'a' | 'b' | 'c',
        at: f.int(),
        value: f.vector(),
      }));
      const [out, outer, inner, y] = [f.int(), f.int(), f.int(), f.vector()];
      const read = (wanted: Reading): Code =>
        seq(
          operands
            .filter(({ reading }) => reading === wanted)
            .map(({ at, value }) => seq(value.set(vLoad(at)), at.set(add(at, 16)))),
        );
      const quantum = quantumOf(c, quantize ? 'plain' : undefined);
      const [a, b, d] = operands.map(({ value }) => value.get);
      const result = (FUNCTIONS[name] as Combine)(c, a as Code, b ?? [], d ?? []);
      return seq(
        operands.map(({ reading, field, at, value }) =>
          reading === 'scalar' ? value.set(vLoadSplat(arg(field))) : at.set(arg(field)),
        ),
        quantum?.load ?? [],
        out.set(arg('out')),
        outer.set(arg('outer')),
        doWhile(
          seq(
            read('block'),
            inner.set(arg('inner')),
            doWhile(
              seq(
                read('each'),
                y.set(result),
                activation?.apply(c, y as Local) ?? [],
                quantum?.round(y as Local) ?? [],
                vStore(out, y),
                out.set(add(out, 16)),
              ),
              inner.tee(sub(inner, 1)),
            ),
          ),
          outer.tee(sub(outer, 1)),
        ),
      );
    },
  };
}
