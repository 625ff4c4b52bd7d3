// @gossamer/core/quantize: static int8 and half precision, compared with the float network before they are trusted.

export { type CalibrationMethod, chooseRange, type RangeOptions } from './choose-range.js';
export { Histogram } from './histogram.js';
export { insertQdq, type QdqOptions } from './insert-qdq.js';
export { type Observation, type ObserveOptions, observe } from './observe.js';
export { type OpenedModel, type OpenModel, openOn, type Samples } from './open-model.js';
export { type PlanOptions, planQuantization, type QuantPlan } from './plan.js';
export { type QuantParams, type Range, uint8Params } from './quant-params.js';
export { type QuantRule, ruleOf } from './rules.js';
