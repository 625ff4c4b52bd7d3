// From words to a running network, without argv, exit statuses or output.

export { buildNetwork } from './build-network.js';
export { type LoadedWeights, loadWeights } from './load-weights.js';
export { lower } from './lower.js';
export {
  type OpenedModel,
  type OpenOptions,
  openSession,
  type PreparedModel,
  prepareModel,
} from './open-session.js';
export { type PhaseName, Phases, type PhaseTime } from './phases.js';
