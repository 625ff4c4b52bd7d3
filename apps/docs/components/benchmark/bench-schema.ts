// The schema of `gossamer bench` and its statistics: the command line's own code.

export { checkOutputs, outputProblem } from '../../../../packages/cli/src/bench/check-outputs.js';
export {
  median,
  medianInterval,
  spread,
  summarizeTimes,
} from '../../../../packages/cli/src/bench/statistics.js';
export { type Verdict, verdictOf } from '../../../../packages/cli/src/bench/verdict.js';
export { SCHEMA_VERSION } from '../../../../packages/cli/src/command/output.js';
