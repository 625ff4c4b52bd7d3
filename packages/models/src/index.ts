// @gossamer/models: building networks from specs. The specs are in the families' own modules
// (`@gossamer/models/mobilenetv2`), the table of all in `@gossamer/models/catalog`.

export { type BindCheckpointOptions, bindCheckpoint, ownTensors } from './shared/bind-checkpoint.js';
export type { CheckpointEntry, CheckpointPreprocess, PublishedAccuracy } from './shared/checkpoint-entry.js';
export {
  anyPool,
  classifier,
  fanOutUniform,
  flattenPooled,
  globalPool,
  pooledVector,
} from './shared/classifier.js';
export { type BuildOptions, createModel, type ModelOptions, type Network } from './shared/create-model.js';
export type { FeatureInfo } from './shared/feature-info.js';
export { findCheckpoint } from './shared/find-checkpoint.js';
export type { OptionField, OptionSchema, OptionValues } from './shared/options.js';
export type {
  Backbone,
  CommonOptions,
  Family,
  FeatureTap,
  GlobalPool,
  InputSpec,
  ModelSpec,
} from './shared/spec.js';
export {
  type Row,
  row,
  type StageOptions,
  type StageTable,
  scaleDepth,
  scaleWidth,
  stagedBackbone,
} from './shared/stages.js';
export { type TimmConfig, timmConfig } from './shared/timm-config.js';
export type { TrainingRates } from './shared/training-rates.js';
