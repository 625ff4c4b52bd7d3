// Rewrites of models.

export { alignWebgpuGroups } from './align-webgpu-groups.js';
export { auditCapture } from './audit-capture.js';
export { bindSizes } from './bind-sizes.js';
export { composeConvolutions } from './compose-convolutions.js';
export { dropIdentities } from './drop-identities.js';
export { eliminateDead } from './eliminate-dead.js';
export { expandGates } from './expand-gates.js';
export { type FilterRowsOptions, filterRows } from './filter-rows.js';
export { foldBatchNorm } from './fold-batch-norm.js';
export { foldScales } from './fold-scales.js';
export { foldShapes } from './fold-shapes.js';
export { fuseResiduals } from './fuse-residuals.js';
export { gateHardSwish } from './gate-hard-swish.js';
export { mergeParallelConvolutions } from './merge-parallel-convolutions.js';
export { type PadChannelsOptions, padChannels } from './pad-channels.js';
export { type Pass, type PassReport, runPasses, type WorkingModel } from './pass.js';
export type { PassCost } from './pass-cost.js';
export { selectOutputs } from './select-outputs.js';
export { type SplitConcatsOptions, splitConcats } from './split-concats.js';
export { type SplitConvolutionsOptions, splitConvolutions } from './split-convolutions.js';
export { type StackDepthwiseOptions, stackDepthwise } from './stack-depthwise.js';
