// @gossamer/core/compile/cache: what names and keeps compiled networks, without the passes that make them.

export { type CompiledEntry, decodeCompiledEntry, encodeCompiledEntry } from './compiled-entry.js';
export { type CompiledFacts, compiledKey, type Sha256 } from './compiled-key.js';
