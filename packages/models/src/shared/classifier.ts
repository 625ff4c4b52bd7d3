// The end most of the networks share: pool, then classify.

import { flattenChannels, globalAveragePool, linear } from '@gossamer/blocks';
import type { Init, Scope, Value } from '@gossamer/core';

/** [N,C,H,W] -> [N,C], the mean over the picture. */
export function pooledVector(s: Scope, x: Value): Value {
  return flattenChannels(s, globalAveragePool(s, x));
}

/** The layer `name` on a pooled vector, or the vector itself where there are no classes. */
export function classifier(s: Scope, name: string, vector: Value, numClasses: number, init?: Init): Value {
  return numClasses === 0 ? vector : linear(s(name), vector, { out: numClasses, init });
}

/** Uniform in +-1 / sqrt(classes), as TensorFlow's EfficientNet code and timm start this layer. */
export function fanOutUniform(numClasses: number): Init {
  return { kind: 'uniform', bound: 1 / Math.sqrt(Math.max(1, numClasses)) };
}
