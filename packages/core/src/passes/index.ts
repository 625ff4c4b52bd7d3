// Rewrites of models.

export { alignWebgpuGroups } from './align-webgpu-groups.js';
export { dropIdentities } from './drop-identities.js';
export { foldBatchNorm } from './fold-batch-norm.js';
export { mergeParallelConvolutions } from './merge-parallel-convolutions.js';
export { type Pass, type PassReport, runPasses, type WorkingModel } from './pass.js';
