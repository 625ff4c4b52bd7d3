// What live examples share: networks in the page, blocks, costs, pictures.

export { costs } from './costs.js';
export { formatCount, formatExact } from './format.js';
export { type Guess, type LoadedModel, loadModel } from './load-model.js';
export {
  type NetworkWeights,
  networkWeights,
  type WeightsChoice,
} from './network-weights.js';
export { ENGINES, type Engine, openSession } from './open-session.js';
export { preprocessOf } from './preprocess-of.js';
export { SAMPLE_PICTURES } from './sample-pictures.js';
export { saveFile } from './save-file.js';
