// SIMD instructions on four float32, by the WebAssembly specification and its relaxed extension.

import { type Code, code, floatBytes, type Operand } from './code.js';
import { unsigned } from './leb128.js';

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];

function unary(opcode: number): (a: Operand) => Code {
  const instruction = simd(opcode);
  return (a) => [code(a), instruction];
}

function binary(opcode: number): (a: Operand, b: Operand) => Code {
  const instruction = simd(opcode);
  return (a, b) => [code(a), code(b), instruction];
}

/** Four floats. Every address of ours is a multiple of 4; hints of alignment say 4 bytes. */
export function vLoad(address: Operand, offset = 0): Code {
  return [code(address), simd(0x00), 2, unsigned(offset)];
}

/** One float in all four lanes. */
export function vLoadSplat(address: Operand, offset = 0): Code {
  return [code(address), simd(0x09), 2, unsigned(offset)];
}

/** One float into one lane of `vector`. */
export function vLoadLane(address: Operand, vector: Operand, lane: number, offset = 0): Code {
  return [code(address), code(vector), simd(0x56), 2, unsigned(offset), lane];
}

export function vStore(address: Operand, value: Operand, offset = 0): Code {
  return [code(address), code(value), simd(0x0b), 2, unsigned(offset)];
}

/** The same float32 in all lanes. */
export function vConst(value: number): Code {
  const bytes = floatBytes(value);
  return [simd(0x0c), ...bytes, ...bytes, ...bytes, ...bytes];
}

/** The same 32 bits in all lanes. */
export function vConstInt(value: number): Code {
  const bytes = [...new Uint8Array(Int32Array.of(value).buffer)];
  return [simd(0x0c), ...bytes, ...bytes, ...bytes, ...bytes];
}

export const vSplat: (a: Operand) => Code = /* @__PURE__ */ unary(0x13);
export const vAdd: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xe4);
export const vSub: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xe5);
export const vMul: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xe6);
export const vDiv: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xe7);
export const vAbs: (a: Operand) => Code = /* @__PURE__ */ unary(0xe0);
export const vNeg: (a: Operand) => Code = /* @__PURE__ */ unary(0xe1);
export const vSqrt: (a: Operand) => Code = /* @__PURE__ */ unary(0xe3);
/** Maximum and minimum; NaN where an operand is NaN. */
export const vMin: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xe8);
export const vMax: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xe9);
/** `b < a ? b : a`, one instruction on x86. */
export const vPMin: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xea);
/** `a < b ? b : a`, one instruction on x86. */
export const vPMax: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xeb);
export const vNearest: (a: Operand) => Code = /* @__PURE__ */ unary(0x6a);
/** Lanes that are less: all ones, others zero. */
export const vLess: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x43);
export const vAnd: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x4e);
export const vOr: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x50);
/** The lower half. */
export function vStoreHalf(address: Operand, value: Operand, offset = 0): Code {
  return [code(address), code(value), simd(0x5b), 2, unsigned(offset), 0];
}

/** Of eight 16-bit integers each, the sums of two products next to each other. */
export const vDot: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xba);
/** Eight 16-bit integers from two times four of 32, saturating. */
export const vNarrow: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0x85);
/** Floats of signed 32-bit integers. */
export const vToFloat: (a: Operand) => Code = /* @__PURE__ */ unary(0xfa);

/** Integers of the floats, towards zero, saturating. */
export const vToInt: (a: Operand) => Code = /* @__PURE__ */ unary(0xf8);
export const vAddInt: (a: Operand, b: Operand) => Code = /* @__PURE__ */ binary(0xae);

/** Each lane shifted left. */
export function vShiftLeft(a: Operand, bits: number): Code {
  return [code(a), code(bits), simd(0xab)];
}

/** One lane as float32. */
export function vLane(a: Operand, lane: number): Code {
  return [code(a), simd(0x1f), lane];
}

/** Bits of `yes` where the mask is set, of `no` elsewhere. */
export function vSelect(yes: Operand, no: Operand, mask: Operand): Code {
  return [code(yes), code(no), code(mask), simd(0x52)];
}

/** `a * b + c` in one rounding or two, as `multiplyAdd` of the instruction set in use. */
export type MultiplyAdd = (a: Operand, b: Operand, c: Operand) => Code;

export const plainMultiplyAdd: MultiplyAdd = (a, b, c) => vAdd(c, vMul(a, b));

/** f32x4.relaxed_madd. */
export const relaxedMultiplyAdd: MultiplyAdd = (a, b, c) => [code(a), code(b), code(c), simd(0x105)];
