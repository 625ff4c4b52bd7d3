// Seeded tensors: every value a function of the parameter's name, the same in TypeScript and in Python
// (internal/goldens/SPEC.md sections 1 and 2).

import { OptionError } from '../errors.js';
import type { Tensor } from '../ir/tensor-data.js';
import { formatType, staticShape } from '../ir/tensor-type.js';
import type { Parameter } from '../ir/value.js';
import { type LazyTensor, tensorBytes } from './lazy-tensor.js';
import { encodeUtf8 } from './utf8.js';

/** A value from u in [0,1): `(2u - 1) * bound`, or `low + width * u`. */
type ValueRule = { readonly bound: number } | { readonly low: number; readonly width: number };

/**
 * A recipe for each parameter, in their order; values are made when a tensor is read.
 *
 * @param gain variance of a weight times its fan-in; 2 is He's
 * @throws OptionError where a parameter has no seeded rule
 */
export function seededWeights(
  params: ReadonlyMap<string, Parameter>,
  gain: number,
): ReadonlyMap<string, LazyTensor> {
  const weights = new Map<string, LazyTensor>();
  for (const [name, { type }] of params) {
    const shape = staticShape(type.shape, name);
    if (type.dtype !== 'float32') {
      throw new OptionError(`seeded weights are float32, this parameter is ${formatType(type)}`, {
        path: name,
      });
    }
    valueRule(name, shape, gain);
    weights.set(name, { dtype: 'float32', shape, read: async () => seededTensor(name, shape, gain).data });
  }
  return weights;
}

/** One parameter's float32 values. @throws OptionError where the name's leaf has no rule */
export function seededTensor(name: string, shape: readonly number[], gain: number): Tensor {
  return fill(name, shape, valueRule(name, shape, gain));
}

/** Values uniform in [-2, 2), for the network's input of that name. */
export function seededInput(name: string, shape: readonly number[]): Tensor {
  return fill(name, shape, { bound: 2 });
}

function valueRule(name: string, shape: readonly number[], gain: number): ValueRule {
  const leaf = name.slice(name.lastIndexOf('.') + 1);
  switch (leaf) {
    case 'num_batches_tracked':
      return { bound: 0 };
    case 'running_mean':
    case 'bias':
      return { bound: 0.1 };
    case 'running_var':
      return { low: 0.5, width: 1 };
    case 'gamma':
    case 'layer_scale':
      return { low: 0.25, width: 0.5 };
    case 'weight': {
      if (shape.length < 2) return { low: 0.5, width: 1 };
      const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
      return { bound: Math.sqrt((3 * gain) / fanIn) };
    }
    default:
      throw new OptionError(`no seeded values are defined for a parameter called "${leaf}"`, {
        path: name,
        hint: 'use random weights, or a checkpoint',
      });
  }
}

function fill(name: string, shape: readonly number[], rule: ValueRule): Tensor {
  const data = new Float32Array(tensorBytes({ dtype: 'float32', shape }) / 4);
  const [scale, shift] = 'bound' in rule ? [rule.bound, 0] : [rule.width, rule.low];
  const [slope, offset] = 'bound' in rule ? [2, -1] : [1, 0];
  let x = fnv1a(name);
  for (let i = 0; i < data.length; i++, x = (x + 0x9e3779b9) | 0) {
    let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    const u = ((h ^ (h >>> 16)) >>> 8) / 0x1000000;
    // Exact but for the product and the sum's one rounding to float32.
    data[i] = (slope * u + offset) * scale + shift;
  }
  return { dtype: 'float32', shape, data };
}

/** FNV-1a, 32 bits, of the name's UTF-8 bytes. */
export function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of encodeUtf8(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
