// Code: instructions as bytes, composed like expressions: `p.set(add(p, 16))`.

import { signed, unsigned } from './leb128.js';

/**
 * A sequence of instructions: bytes, and code inside code, so that putting it together copies nothing. An expression
 * leaves its value on the stack, a statement leaves nothing.
 */
export type Code = readonly (number | Code)[];

/** The bytes one after another. Counts instead of iterating: this runs before it is compiled. */
export function flatten(code: Code, bytes: number[] = []): number[] {
  for (let i = 0; i < code.length; i++) {
    const part = code[i] as number | Code;
    if (typeof part === 'number') bytes.push(part);
    else flatten(part, bytes);
  }
  return bytes;
}

export type ValueType = 'i32' | 'f32' | 'v128';

export const VALUE_TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** A parameter or local variable of a function. */
export class Local {
  readonly get: Code;

  constructor(
    readonly index: number,
    readonly type: ValueType,
  ) {
    this.get = [0x20, unsigned(index)];
  }

  set(value: Operand): Code {
    return [code(value), 0x21, unsigned(this.index)];
  }

  /** Sets it and leaves the value on the stack. */
  tee(value: Operand): Code {
    return [code(value), 0x22, unsigned(this.index)];
  }
}

/** What instructions take: code, a local's value, or an integer constant. */
export type Operand = Code | Local | number;

export function code(value: Operand): Code {
  if (typeof value === 'number') return [0x41, signed(value)];
  return value instanceof Local ? value.get : value;
}

/** Statements one after another. */
export function seq(...parts: readonly Code[]): Code {
  return parts;
}

const binary =
  (opcode: number) =>
  (a: Operand, b: Operand): Code => [code(a), code(b), opcode];
const unary =
  (opcode: number) =>
  (a: Operand): Code => [code(a), opcode];

export const add: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x6a);
export const sub: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x6b);
export const mul: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x6c);
/** Division of unsigned integers. */
export const div: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x6e);
export const and: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x71);
export const lessSigned: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x48);
export const less: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x49);
export const equal: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x46);
export const different: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x47);
export const greaterSigned: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x4a);
export const isZero: (a: Operand) => Code = /* @__PURE__ */ unary(0x45);
export const fAdd: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x92);
export const fMul: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x94);
export const fDiv: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x95);
export const fMax: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x97);
/** A signed integer as float32. */
export const toFloat: (a: Operand) => Code = /* @__PURE__ */ unary(0xb2);

/** The float32 constant nearest to a number. */
export function f32(value: number): Code {
  return [0x43, floatBytes(value)];
}

export function floatBytes(value: number): readonly number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

const memory =
  (opcode: number, align: number) =>
  (address: Operand, offset = 0): Code => [code(address), opcode, align, unsigned(offset)];

export const load: (address: Operand, offset?: number) => Code = /* @__PURE__ */ memory(0x28, 2);
export const fLoad: (address: Operand, offset?: number) => Code = /* @__PURE__ */ memory(0x2a, 2);

export function store(address: Operand, value: Operand, offset = 0): Code {
  return [code(address), code(value), 0x36, 2, unsigned(offset)];
}

export function fStore(address: Operand, value: Operand, offset = 0): Code {
  return [code(address), code(value), 0x38, 2, unsigned(offset)];
}

/** `condition ? yes : no`; both are computed. */
export function select(yes: Operand, no: Operand, condition: Operand): Code {
  return [code(yes), code(no), code(condition), 0x1b];
}

export function minSigned(a: Local, b: Operand): Code {
  return select(a, b, lessSigned(a, b));
}

export function maxSigned(a: Local, b: Operand): Code {
  return select(a, b, greaterSigned(a, b));
}

export function call(index: number, ...args: readonly Operand[]): Code {
  return [args.map(code), 0x10, unsigned(index)];
}

/** Calls a function of the table. */
export function callIndirect(type: number, index: Operand, ...args: readonly Operand[]): Code {
  return [args.map(code), code(index), 0x11, unsigned(type), 0];
}

/** The body, again while the condition holds afterwards. */
export function doWhile(body: Code, condition: Operand): Code {
  return [0x03, 0x40, body, code(condition), 0x0d, 0, 0x0b];
}

/** The body, again and again while the condition holds. */
export function whileLoop(condition: Operand, body: Code): Code {
  return when(condition, doWhile(body, condition));
}

export function when(condition: Operand, then: Code, otherwise: Code = []): Code {
  const rest = otherwise.length === 0 ? [] : [0x05, otherwise];
  return [code(condition), 0x04, 0x40, then, rest, 0x0b];
}

export function copyBytes(to: Operand, from: Operand, bytes: Operand): Code {
  return [code(to), code(from), code(bytes), 0xfc, 0x0a, 0, 0];
}

export function fillZero(to: Operand, bytes: Operand): Code {
  return [code(to), code(0), code(bytes), 0xfc, 0x0b, 0];
}
