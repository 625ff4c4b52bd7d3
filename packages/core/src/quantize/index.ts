// @gossamer/core/quantize: static int8 and half precision, compared with the float network before they are trusted.

export { type CalibrationMethod, chooseRange, type RangeOptions } from './choose-range.js';
export {
  type CompareOptions,
  type Comparison,
  compareModels,
  compareOutputs,
  describeComparison,
  outputsOf,
  type QualityBound,
  reaches,
  requireQuality,
} from './compare.js';
export { type ConvPair, equalizablePairs, equalize, inputRanges, rangesOf } from './equalize.js';
export { Histogram } from './histogram.js';
export { idleClips } from './idle-clips.js';
export { type HalfOptions, insertHalf } from './insert-half.js';
export { insertQdq, type QdqOptions } from './insert-qdq.js';
export { type Observation, type ObserveOptions, observe } from './observe.js';
export { type OpenedModel, type OpenModel, openOn, type Samples } from './open-model.js';
export { type PlanOptions, planQuantization, type QuantPlan } from './plan.js';
export { type QuantParams, type Range, uint8Params } from './quant-params.js';
export {
  type CalibrateOptions,
  type Calibration,
  calibrate,
  type QuantizeOptions,
  quantizeInt8,
} from './quantize-int8.js';
export { type QuantRule, ruleOf } from './rules.js';
export { type LayerSensitivity, layerSensitivity, type SensitivityOptions } from './sensitivity.js';
export { spellHardSwish } from './spell-hard-swish.js';
export { spellResize } from './spell-resize.js';
export { HALF_BOUND, type ToHalfOptions, toHalf } from './to-half.js';
export { type Converted, INT8_BOUND, type ToInt8Options, toInt8 } from './to-int8.js';
