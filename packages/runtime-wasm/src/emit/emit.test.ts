// The emitter: every instruction in a module that the engine accepts and that computes what it should.
import { describe, expect, it } from 'vitest';
import { atomicAdd, atomicLoad, atomicNotify, atomicStore, atomicWait } from './atomics.js';
import {
  add,
  and,
  type Code,
  call,
  callIndirect,
  code,
  copyBytes,
  different,
  div,
  doWhile,
  equal,
  f32,
  fAdd,
  fDiv,
  fillZero,
  fLoad,
  fMax,
  fMul,
  fStore,
  greaterSigned,
  isZero,
  less,
  lessSigned,
  load,
  maxSigned,
  minSigned,
  mul,
  type Operand,
  select,
  seq,
  store,
  sub,
  toFloat,
  when,
  whileLoop,
} from './code.js';
import type { FunctionBuilder } from './function-builder.js';
import {
  bestInstructionSet,
  isSupported,
  plainSimd,
  relaxedSimd,
  relaxedSimdInOrder,
  testModule,
} from './instruction-sets.js';
import { signed, unsigned } from './leb128.js';
import { ModuleBuilder } from './module-builder.js';
import * as simd from './simd.js';

/** Compiles one function of integers and gives it with its memory. */
function compiled(params: number, write: (f: FunctionBuilder) => Code, data: Uint8Array = new Uint8Array(0)) {
  const builder = new ModuleBuilder({ pages: 1, shared: false });
  builder.data(100, data);
  builder.export(
    'f',
    builder.add({ params: Array.from({ length: params }, () => 'i32' as const), results: ['i32'] }, write),
  );
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = builder.encode();
  expect(WebAssembly.validate(bytes)).toBe(true);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return { f: exports.f as (...args: number[]) => number, memory };
}

describe('LEB128', () => {
  it.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]],
    [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('writes %i without a sign', (value, bytes) => expect(unsigned(value)).toEqual(bytes));

  it.each([
    [0, [0]],
    [63, [0x3f]],
    [64, [0xc0, 0]],
    [-1, [0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('writes %i with one', (value, bytes) => expect(signed(value)).toEqual(bytes));
});

describe('integers', () => {
  const binary: readonly [string, (a: Operand, b: Operand) => Code, (a: number, b: number) => number][] = [
    ['add', add, (a, b) => (a + b) | 0],
    ['sub', sub, (a, b) => (a - b) | 0],
    ['mul', mul, Math.imul],
    ['div', div, (a, b) => ((a >>> 0) / (b >>> 0)) | 0],
    ['and', and, (a, b) => a & b],
    ['less', less, (a, b) => Number(a >>> 0 < b >>> 0)],
    ['lessSigned', lessSigned, (a, b) => Number(a < b)],
    ['greaterSigned', greaterSigned, (a, b) => Number(a > b)],
    ['equal', equal, (a, b) => Number(a === b)],
    ['different', different, (a, b) => Number(a !== b)],
  ];
  it.each(binary)('%s', (_, emit, expected) => {
    const { f } = compiled(2, ({ params: [a, b] }) => emit(a as Operand, b as Operand));
    for (const [a, b] of [
      [7, 3],
      [-7, 3],
      [3, 7],
      [5, 5],
      [-1, 1],
      [2 ** 31 - 1, 2],
    ] as const) {
      expect(f(a, b), `${a}, ${b}`).toBe(expected(a, b));
    }
  });

  it('chooses, loops and calls through the table', () => {
    const { f } = compiled(2, (b) => {
      const [n, limit] = b.params as [import('./code.js').Local, import('./code.js').Local];
      const sum = b.int();
      return seq(
        whileLoop(n, seq(sum.set(add(sum, n)), n.set(sub(n, 1)))),
        when(lessSigned(sum, limit), sum.set(add(sum, 1000)), sum.set(add(sum, 2000))),
        doWhile(sum.set(add(sum, 1)), isZero(and(sum, 1))),
        sum.set(maxSigned(sum, minSigned(sum, code(5)))),
        select(sum, 7, different(sum, 0)),
      );
    });
    expect([f(4, 11), f(4, 10), f(0, 1)]).toEqual([1011, 2011, 1001]);
    const builder = new ModuleBuilder({ pages: 1, shared: false });
    const signature = { params: ['i32'], results: ['i32'] } as const;
    const twice = builder.add(signature, ({ params: [x] }) => mul(x as Operand, 2));
    const type = builder.type(signature);
    const main = builder.add(signature, ({ params: [x] }) =>
      add(call(twice, x as Operand), callIndirect(type, twice, x as Operand)),
    );
    builder.export('main', main);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(builder.encode()), {
      env: { memory },
    });
    expect((exports.main as (x: number) => number)(5)).toBe(20);
  });
});

describe('memory', () => {
  it('has its data, is read, written, copied and cleared', () => {
    const { f, memory } = compiled(
      1,
      ({ params: [at] }) =>
        seq(
          store(0, load(at as Operand, 4), 8),
          fStore(16, fMax(fAdd(fMul(fLoad(at as Operand), f32(2)), f32(0.5)), fDiv(toFloat(7), f32(2)))),
          copyBytes(32, 8, 4),
          copyBytes(36, 8, 4),
          fillZero(36, 4),
          load(32),
        ),
      new Uint8Array(Float32Array.of(1.25, 3).buffer),
    );
    const three = new Int32Array(Float32Array.of(3).buffer)[0];
    expect(f(100)).toBe(three);
    expect(new Float32Array(memory.buffer)[4]).toBe(3.5);
    expect(new Int32Array(memory.buffer)[9]).toBe(0);
  });
});

describe('vectors', () => {
  const A = [1.5, -2.5, 0, 1e10];
  const B = [0.5, 4, -1, -3];
  const lanes = (f: (a: number, b: number) => number): number[] =>
    A.map((a, i) => Math.fround(f(a, B[i] as number)));
  const cases: readonly [string, (a: Operand, b: Operand) => Code, number[]][] = [
    ['vAdd', simd.vAdd, lanes((a, b) => a + b)],
    ['vSub', simd.vSub, lanes((a, b) => a - b)],
    ['vMul', simd.vMul, lanes((a, b) => a * b)],
    ['vDiv', simd.vDiv, lanes((a, b) => a / b)],
    ['vMin', simd.vMin, lanes(Math.min)],
    ['vMax', simd.vMax, lanes(Math.max)],
    ['vPMin', simd.vPMin, lanes(Math.min)],
    ['vPMax', simd.vPMax, lanes(Math.max)],
    ['vAbs', simd.vAbs, lanes(Math.abs)],
    ['vNeg', simd.vNeg, lanes((a) => -a)],
    ['vSqrt', (a) => simd.vSqrt(simd.vAbs(a)), lanes((a) => Math.sqrt(Math.abs(a)))],
    ['vNearest', (_, b) => simd.vNearest(b), [0, 4, -1, -3]],
    ['vSelect and vLess', (a, b) => simd.vSelect(a, b, simd.vLess(a, b)), lanes(Math.min)],
    ['vAnd', (a) => simd.vAnd(a, simd.vConstInt(0x7fffffff)), lanes(Math.abs)],
    ['vOr', (a) => simd.vOr(a, simd.vConstInt(0x80000000 | 0)), lanes((a) => -Math.abs(a))],
    ['vSplat', (a) => simd.vSplat(simd.vLane(a, 1)), [-2.5, -2.5, -2.5, -2.5]],
    ['vLoadSplat', () => simd.vLoadSplat(16, 4), [4, 4, 4, 4]],
    ['vLoadLane', (a) => simd.vLoadLane(16, a, 2, 4), [1.5, -2.5, 4, 1e10]],
    ['vConst', () => simd.vConst(0.1), [0.1, 0.1, 0.1, 0.1].map(Math.fround)],
    [
      'integers of floats',
      (_, b) => simd.vShiftLeft(simd.vAddInt(simd.vToInt(b), simd.vConstInt(127)), 23),
      [2 ** 0, 2 ** 4, 2 ** -1, 2 ** -3],
    ],
    ['plain multiplyAdd', (a, b) => simd.plainMultiplyAdd(a, b, b), lanes((a, b) => Math.fround(a * b) + b)],
  ];
  it.each(cases)('%s', (_, emit, expected) => {
    const { f, memory } = compiled(0, () =>
      seq(simd.vStore(32, emit(simd.vLoad(0), simd.vLoad(0, 16))), code(0)),
    );
    new Float32Array(memory.buffer).set([...A, ...B]);
    f();
    const found = Array.from(new Float32Array(memory.buffer, 32, 4));
    expect(found.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
  });
});

describe('instruction sets', () => {
  it('are told apart by validation', () => {
    expect(isSupported(plainSimd)).toBe(true);
    expect(testModule(relaxedSimd)).not.toEqual(testModule(plainSimd));
    // V8 began to compute in order between 12.4 and 13.6.
    const v8 = Number.parseFloat(process.versions.v8);
    expect(isSupported(relaxedSimd)).toBe(v8 >= 12);
    expect(isSupported(relaxedSimdInOrder)).toBe(v8 >= 13);
    expect(bestInstructionSet('plain')).toBe(plainSimd);
    expect(isSupported(bestInstructionSet())).toBe(true);
  });

  it('include the atomics of shared memories', () => {
    const builder = new ModuleBuilder({ pages: 1, shared: true });
    const index = builder.add({ params: [], results: ['i32'] }, () =>
      seq(
        atomicStore(16, 41),
        atomicNotify(code(16)),
        atomicWait(16, 7),
        atomicAdd(16, 1),
        atomicLoad(16),
        [0x6a],
      ),
    );
    builder.export('f', index);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(builder.encode()), {
      env: { memory },
    });
    expect((exports.f as () => number)()).toBe(41 + 42);
  });
});
