// @gossamer/core/compile: networks for targets, and what names and keeps compiled ones.

export { type CompiledEntry, decodeCompiledEntry, encodeCompiledEntry } from './cache/compiled-entry.js';
export { type CompiledFacts, compiledKey, type Sha256 } from './cache/compiled-key.js';
export { type Compiled, type CompileOptions, compile } from './compile.js';
export { type LoweringOptions, passesFor, type Target, targets } from './targets.js';
