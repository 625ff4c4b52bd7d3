// What a network costs, and why.

export { type CriticalPath, criticalPath } from './critical-path.js';
export { type Device, type LayerCost, ridgePoint } from './device.js';
export { devices } from './devices.js';
export { type FittedCosts, fitCosts, type TimedLayers } from './fit-costs.js';
export { type LoweringOptions, loweredLayers } from './lowered-layers.js';
export { type MemoryMoment, memoryTimeline, peakMemory } from './memory-timeline.js';
export { type NodeCost, nodeCost } from './node-cost.js';
export { opKind } from './op-kind.js';
export { type ReceptiveField, receptiveFields } from './receptive-field.js';
export { paretoFront, ridgeSweep, type SweepModel, type SweepPoint } from './ridge-sweep.js';
export { type LayerTime, type LayerWork, layerWork, type RooflineTime, roofline } from './roofline.js';
export { type ScopeCost, scopeCosts } from './scope-costs.js';
export { type GraphSummary, type LayerSummary, summarize } from './summary.js';
