// gossamer/bench: how times are judged and what is written about them, for pages that measure themselves. Nothing of Node.

export { SCHEMA_VERSION } from '../schema-version.js';
export { checkOutputs, outputProblem } from './check-outputs.js';
export { seededGain } from './live-weights.js';
export { median, medianInterval, spread, summarizeTimes } from './statistics.js';
export { type Verdict, verdictOf } from './verdict.js';
