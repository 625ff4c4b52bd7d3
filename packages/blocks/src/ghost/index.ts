// Blocks of the GhostNets for CPUs (C-Ghost): V1, V2, V3.

export { type DfcAttentionOptions, dfcAttention } from './dfc-attention.js';
export {
  type DepthwiseOptions,
  type GhostBottleneckOptions,
  type GhostParts,
  ghostBottleneck,
  ghostParts,
} from './ghost-bottleneck.js';
export { ghostBottleneckV2 } from './ghost-bottleneck-v2.js';
export { type GhostBottleneckV3Options, ghostBottleneckV3 } from './ghost-bottleneck-v3.js';
export { type GhostModule, type GhostModuleOptions, ghostModule } from './ghost-module.js';
export { ghostModuleV2 } from './ghost-module-v2.js';
export { attendedGhostModuleV3, ghostModuleV3 } from './ghost-module-v3.js';
export { type ParallelConvsOptions, parallelConvs } from './parallel-convs.js';
