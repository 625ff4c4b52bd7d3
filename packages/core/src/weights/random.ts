// Random weights: each parameter as the network's authors start it.

import { OptionError } from '../errors.js';
import type { Graph } from '../ir/graph.js';
import type { Init } from '../ir/init.js';
import { formatType, staticShape } from '../ir/tensor-type.js';
import type { Parameter } from '../ir/value.js';
import type { LazyTensor } from './lazy-tensor.js';
import { RandomSource } from './random-source.js';

/**
 * A recipe for each parameter of a graph from its `init`; BatchNorm statistics are 0 and 1. Every tensor
 * has its own stream, so a network with one layer more has the same values in all others.
 *
 * @param seed an integer of 32 bits
 * @throws OptionError where a parameter does not say how it starts (those of imported files)
 */
export function randomWeights(graph: Graph, seed = 0): ReadonlyMap<string, LazyTensor> {
  const weights = new Map<string, LazyTensor>();
  for (const parameter of graph.params.values()) weights.set(parameter.name, randomTensor(parameter, seed));
  return weights;
}

/** One parameter's recipe. */
export function randomTensor(parameter: Parameter, seed = 0): LazyTensor {
  const { name, type, init } = parameter;
  const shape = staticShape(type.shape, name);
  if (init === undefined) {
    throw new OptionError('this parameter does not say how it starts', {
      path: name,
      hint: 'graphs decoded from files bring their own weights; random ones are for networks built here',
    });
  }
  if (type.dtype !== 'float32') {
    throw new OptionError(`random weights are float32, this parameter is ${formatType(type)}`, {
      path: name,
    });
  }
  return {
    dtype: 'float32',
    shape,
    read: async () => {
      const data = new Float32Array(product(shape));
      const draw = sampler(init, shape, new RandomSource(seed, name));
      for (let i = 0; i < data.length; i++) data[i] = draw();
      return data;
    },
  };
}

function sampler(init: Init, shape: readonly number[], source: RandomSource): () => number {
  switch (init.kind) {
    case 'constant':
      return () => init.value;
    case 'normal':
      return () => init.std * source.normal();
    case 'truncatedNormal':
      return () => init.std * truncated(source);
    case 'uniform':
      return () => init.bound * (2 * source.uniform() - 1);
    case 'kaimingNormal': {
      const fanOut = (shape[0] ?? 1) * product(shape.slice(2));
      const fan = init.mode === 'fanIn' ? product(shape.slice(1)) : fanOut / (init.groups ?? 1);
      const std = Math.sqrt(init.gain / fan);
      return () => std * source.normal();
    }
    case 'kaimingUniform': {
      const bound = Math.sqrt((3 * init.gain) / product(shape.slice(1)));
      return () => bound * (2 * source.uniform() - 1);
    }
  }
}

function truncated(source: RandomSource): number {
  for (;;) {
    const value = source.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1);
}
