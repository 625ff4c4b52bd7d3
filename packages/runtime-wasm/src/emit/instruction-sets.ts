// The two sets of instructions modules are written for, and whether an engine has them.

import { ModuleBuilder } from './module-builder.js';
import { type MultiplyAdd, plainMultiplyAdd, relaxedMultiplyAdd, vConst } from './simd.js';

/** The instructions a module may use. */
export interface InstructionSet {
  readonly name: 'plain' | 'relaxed';
  readonly multiplyAdd: MultiplyAdd;
}

/** SIMD as every engine since 2021 has it: a product and a sum are two instructions and two roundings. */
export const plainSimd: InstructionSet = { name: 'plain', multiplyAdd: plainMultiplyAdd };

/** Relaxed SIMD: one fused instruction where the processor has it. */
export const relaxedSimd: InstructionSet = { name: 'relaxed', multiplyAdd: relaxedMultiplyAdd };

/** Whether this engine accepts modules for a set of instructions. */
export function isSupported(isa: InstructionSet): boolean {
  const builder = new ModuleBuilder({ pages: 1, shared: false });
  builder.add({ params: [], results: ['v128'] }, () => isa.multiplyAdd(vConst(1), vConst(1), vConst(1)));
  return WebAssembly.validate(builder.encode());
}

/** The better set this engine has. */
export function bestInstructionSet(): InstructionSet {
  return isSupported(relaxedSimd) ? relaxedSimd : plainSimd;
}
