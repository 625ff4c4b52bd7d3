// safetensors: reading, writing, shards.

export { readSafetensors } from './read.js';
export { type OpenSibling, readShardedSafetensors, shardFiles } from './sharded.js';
export {
  encodeSafetensors,
  safetensorsSize,
  type WriteSafetensorsOptions,
  writeSafetensors,
} from './write.js';
