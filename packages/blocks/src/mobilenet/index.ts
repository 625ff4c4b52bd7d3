// Blocks of the MobileNets.

export type { Block, BlockOptions } from './block.js';
export { type ConvBlockOptions, convBlock } from './conv-block.js';
export { type DepthwiseSeparableOptions, depthwiseSeparable } from './depthwise-separable.js';
export { type FusedInvertedBottleneckOptions, fusedInvertedBottleneck } from './fused-inverted-bottleneck.js';
export { type InvertedResidualOptions, invertedResidual } from './inverted-residual.js';
export { type MobileAttentionOptions, mobileAttention } from './mobile-attention.js';
export { type MultiQueryAttentionOptions, multiQueryAttention } from './multi-query-attention.js';
export {
  type UniversalInvertedBottleneckOptions,
  universalInvertedBottleneck,
} from './universal-inverted-bottleneck.js';
