// What live examples share: networks in the page, blocks, costs, pictures.

export { buildBlock, type MapShape } from './build-block.js';
export { type Costs, costs } from './costs.js';
export { formatCount, formatExact } from './format.js';
export { type Guess, type LoadedModel, type LoadModelOptions, loadModel } from './load-model.js';
export {
  type HubChoice,
  type NetworkWeights,
  networkWeights,
  type WeightsChoice,
  type WeightsOptions,
} from './network-weights.js';
export { ENGINES, type Engine, openSession } from './open-session.js';
export { preprocessOf } from './preprocess-of.js';
export { SAMPLE_PICTURES, type SamplePicture } from './sample-pictures.js';
export { saveFile } from './save-file.js';
export { seededGain } from './seeded-gain.js';
