// The reference interpreter, and what computes with it.

export { type FoldConstantsOptions, foldConstants } from './fold-constants.js';
export { type InterpretOptions, interpret } from './interpret.js';
