// What a network costs.

export { type NodeCost, nodeCost } from './node-cost.js';
export { type MemoryPeak, peakMemory } from './peak-memory.js';
export { type GraphSummary, type LayerSummary, summarize } from './summary.js';
