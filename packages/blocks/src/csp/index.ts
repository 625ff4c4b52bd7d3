// Blocks of CSPNet.

export { type CrossStageOptions, crossStage } from './cross-stage.js';
export { type CrossStagePartialOptions, crossStagePartial } from './cross-stage-partial.js';
export { type DenseBlockOptions, denseBlock } from './dense-block.js';
export { type ExactFusionOptions, exactFusion } from './exact-fusion.js';
export { type Fusion, type PartialDenseBlockOptions, partialDenseBlock } from './partial-dense-block.js';
export { bottleneckBlock, darkBlock, type ResidualBlockOptions } from './residual-blocks.js';
export { type TwoWayDenseLayerOptions, twoWayDenseLayer } from './two-way-dense-layer.js';
