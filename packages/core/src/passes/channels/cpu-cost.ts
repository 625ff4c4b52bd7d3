// A small cost model of onnxruntime's CPU provider, in microseconds: what decides between two forms of a graph.

import type { Value } from '../../ir/value.js';
import { channelsOf } from './channel-role.js';

/** Rates of one core of a current server; only their proportions matter. */
export const CPU = {
  /** Starting a node. */
  node: 4,
  /** Bytes moved in a microsecond, mostly within the second cache. */
  bytes: 60e3,
  /** Multiply-accumulates in a microsecond. */
  macs: 1.1e5,
} as const;

/** Elements of one channel of a map, over the whole batch; open sizes count as 1 (batch) or 56 (height, width). */
export function channelArea(value: Value): number {
  const [batch = 1, , ...size] = value.type.shape;
  const pixels = size.reduce<number>((area, dim) => area * (typeof dim === 'number' ? dim : 56), 1);
  return pixels * (typeof batch === 'number' ? batch : 1);
}

/** Time to move some channels of a map once. */
export function moveTime(value: Value, channels = channelsOf(value)): number {
  return (4 * channels * channelArea(value)) / CPU.bytes;
}
