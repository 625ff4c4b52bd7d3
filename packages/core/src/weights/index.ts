// @gossamer/core/weights: checkpoints as lazy tensors, bound strictly to a network's parameters.

export { type AdaptOptions, adaptInputChannels, adaptWeights } from './adapt.js';
export { type BindOptions, bindWeights, prepareTensors } from './bind.js';
export { type BlobLike, type ByteSource, blobSource, bytesSource, readRange } from './byte-source.js';
export { castTensor } from './cast.js';
export type {
  Checkpoint,
  CheckpointFormat,
  CheckpointTensor,
  OtherEntry,
  WeightNote,
} from './checkpoint.js';
export {
  type AbortSignalLike,
  derivedTensor,
  type LazyTensor,
  memoryTensor,
  tensorBytes,
} from './lazy-tensor.js';
export { type MisshapedWeight, matchWeights, type WeightMatch } from './match.js';
export { type OpenCheckpointOptions, openCheckpoint } from './open-checkpoint.js';
export { randomWeights } from './random.js';
export { type Rename, renameTensors } from './rename-tensors.js';
export * from './safetensors/index.js';
export { seededInput, seededTensor, seededWeights } from './seeded.js';
