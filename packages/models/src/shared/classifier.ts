// The end most of the networks share: pool, then classify.

import {
  flattenChannels,
  globalAveragePool,
  globalAvgMaxPool,
  globalCatAvgMaxPool,
  globalMaxPool,
  linear,
} from '@gossamer/blocks';
import type { Init, Scope, Value } from '@gossamer/core';
import type { GlobalPool } from './spec.js';

/** What a head of pooling and a linear layer can pool by. */
export const anyPool: readonly GlobalPool[] = ['avg', 'max', 'avgmax', 'catavgmax', ''];

/** What timm runs where a convolution of fixed width follows the pooling: not twice the channels. */
export const narrowPool: readonly GlobalPool[] = ['avg', 'max', 'avgmax', ''];

const POOLS: Readonly<Record<GlobalPool, (s: Scope, x: Value) => Value>> = {
  avg: globalAveragePool,
  max: globalMaxPool,
  avgmax: globalAvgMaxPool,
  catavgmax: globalCatAvgMaxPool,
  '': (_, x) => x,
};

/** [N,C,H,W] -> [N,C,1,1], `catavgmax` -> [N,2C,1,1]; '' gives the map itself. */
export function globalPool(s: Scope, x: Value, kind: GlobalPool): Value {
  return POOLS[kind](s, x);
}

/** What was pooled to one pixel as a vector [N,C]; a map that was not stays one. */
export function flattenPooled(s: Scope, x: Value, kind: GlobalPool): Value {
  return kind === '' ? x : flattenChannels(s, x);
}

/** [N,C,H,W] -> [N,C], the mean over the picture, or what `kind` says. */
export function pooledVector(s: Scope, x: Value, kind: GlobalPool = 'avg'): Value {
  return flattenPooled(s, globalPool(s, x, kind), kind);
}

/** The layer `name` on a pooled vector, or the vector itself where there are no classes. */
export function classifier(s: Scope, name: string, vector: Value, numClasses: number, init?: Init): Value {
  return numClasses === 0 ? vector : linear(s(name), vector, { out: numClasses, init });
}

/** Uniform in +-1 / sqrt(classes), as TensorFlow's EfficientNet code and timm start this layer. */
export function fanOutUniform(numClasses: number): Init {
  return { kind: 'uniform', bound: 1 / Math.sqrt(Math.max(1, numClasses)) };
}
