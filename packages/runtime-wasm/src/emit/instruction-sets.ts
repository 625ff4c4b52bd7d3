// The two sets of instructions modules are written for, and whether an engine has them.

import { ModuleBuilder } from './module-builder.js';
import { type MultiplyAdd, plainMultiplyAdd, relaxedMultiplyAdd, vConst } from './simd.js';

/** The instructions a module may use, and the tiles that were fastest with them. */
export interface InstructionSet {
  readonly name: 'plain' | 'relaxed';
  readonly multiplyAdd: MultiplyAdd;
  /** Pixels of a convolution's tile by the blocks of 4 output channels in its panel. */
  readonly tilePixels: Readonly<Record<1 | 2 | 3 | 4 | 8, number>>;
}

/**
 * SIMD as every engine since 2021 has it: a product and a sum are two instructions and two roundings. The product
 * takes a register: with 9 sums (3 blocks, 3 pixels) V8 on x86-64 spills, and runs at 36 instead of 60 GFLOP/s.
 */
export const plainSimd: InstructionSet = {
  name: 'plain',
  multiplyAdd: plainMultiplyAdd,
  tilePixels: { 1: 6, 2: 4, 3: 2, 4: 2, 8: 1 },
};

/** Relaxed SIMD: one fused instruction where the processor has it. */
export const relaxedSimd: InstructionSet = {
  name: 'relaxed',
  multiplyAdd: relaxedMultiplyAdd,
  tilePixels: { 1: 6, 2: 4, 3: 3, 4: 2, 8: 1 },
};

/** The bytes of a module that is valid where a set of instructions is. */
export function testModule(isa: InstructionSet): Uint8Array<ArrayBuffer> {
  const builder = new ModuleBuilder({ pages: 1, shared: false });
  builder.add({ params: [], results: ['v128'] }, () => isa.multiplyAdd(vConst(1), vConst(1), vConst(1)));
  return builder.encode();
}

/** Whether this engine accepts modules for a set of instructions. */
export function isSupported(isa: InstructionSet): boolean {
  return WebAssembly.validate(testModule(isa));
}

/** The better set this engine has. */
export function bestInstructionSet(): InstructionSet {
  return isSupported(relaxedSimd) ? relaxedSimd : plainSimd;
}
