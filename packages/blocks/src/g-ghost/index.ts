// The G-Ghost stage: GhostNets for GPUs.

export { type GGhostStageOptions, gGhostStage } from './g-ghost-stage.js';
