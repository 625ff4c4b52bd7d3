// RegNet's block.

export {
  type BottleneckNames,
  type RegNetBottleneckOptions,
  regnetBottleneck,
  regnetNames,
  resnetNames,
} from './regnet-bottleneck.js';
