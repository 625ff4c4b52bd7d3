// @gossamer/runtime-wasm: each network compiled to one small WebAssembly module, behind core's runtime interface.

export { type EmitModuleOptions, type EmittedModule, emitModule } from './aot/emit-module.js';
export type { WeightsDType } from './aot/weights-file.js';
export {
  type CompiledNetwork,
  type CompileOptions,
  compile,
  type PackedWeight,
  type Port,
} from './compile/compile.js';
export {
  bestInstructionSet,
  type InstructionSet,
  isSupported,
  plainSimd,
  relaxedSimd,
  relaxedSimdInOrder,
} from './emit/instruction-sets.js';
export type { WasmRuntimeOptions } from './options.js';
export { type WasmRuntime, wasmRuntime } from './wasm-runtime.js';
