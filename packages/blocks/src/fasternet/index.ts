// Blocks of FasterNet.

export { type FasterNetBlockOptions, fasternetBlock } from './fasternet-block.js';
export { type PartialConvOptions, partialConv } from './partial-conv.js';
