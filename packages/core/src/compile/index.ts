// @gossamer/core/compile: networks for targets.

export { type Compiled, type CompileOptions, compile } from './compile.js';
export { type LoweringOptions, passesFor, type Target, targets } from './targets.js';
