// The operators, one export each, and the table of all.

export { Add } from './add.js';
export { Conv, type ConvAttrs } from './conv.js';
export { type AttrsOf, findOp, type OpName, ops } from './registry.js';
