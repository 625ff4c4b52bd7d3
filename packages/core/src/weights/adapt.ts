// Adapting a checkpoint to another number of classes or input channels, as timm does. Always asked for.

import { OptionError } from '../errors.js';
import type { Graph } from '../ir/graph.js';
import { formatShape, staticShape } from '../ir/tensor-type.js';
import { castTensor } from './cast.js';
import type { CheckpointTensor, WeightNote } from './checkpoint.js';
import { derivedTensor, type LazyTensor } from './lazy-tensor.js';
import { randomTensor } from './random.js';

export interface AdaptOptions {
  /** Scopes of the classifier, such as `classifier` or `head.fc`; theirs are the only keys ever made anew. */
  classifier: string | readonly string[];
  /** Scope of the first convolution, such as `conv_stem`. */
  firstConv: string | readonly string[];
  /** Seed of a new classifier. */
  seed?: number;
  /** Called with each thing that was changed. */
  report?: (note: WeightNote) => void;
}

/**
 * The checkpoint's tensors with the classifier and the first convolution made to fit. A classifier of
 * another size starts anew (or is left out where the network has none); the first convolution is folded or
 * repeated over its input channels. Tensors that fit, and all other keys, are untouched: bind the result.
 *
 * @param tensors under the network's names (see `prepareTensors`)
 * @throws OptionError where the first convolution cannot be adapted
 */
export function adaptWeights(
  graph: Graph,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  options: AdaptOptions,
): ReadonlyMap<string, CheckpointTensor> {
  const adapted = new Map(tensors);
  adaptClassifier(graph, adapted, options);
  for (const scope of [options.firstConv].flat()) adaptFirstConv(graph, adapted, `${scope}.weight`, options);
  return adapted;
}

function adaptClassifier(graph: Graph, tensors: Map<string, CheckpointTensor>, options: AdaptOptions): void {
  const scopes = [options.classifier].flat();
  const inClassifier = (name: string) => scopes.some((scope) => name.startsWith(`${scope}.`));
  const renewed: string[] = [];
  for (const parameter of graph.params.values()) {
    const { name } = parameter;
    const tensor = tensors.get(name);
    if (!inClassifier(name) || tensor === undefined) continue;
    const shape = staticShape(parameter.type.shape, name);
    // Only the number of classes may differ.
    if (tensor.shape[0] === shape[0] || String(tensor.shape.slice(1)) !== String(shape.slice(1))) continue;
    tensors.set(name, randomTensor(parameter, options.seed));
    renewed.push(name);
  }
  const dropped = [...tensors.keys()].filter((name) => inClassifier(name) && !graph.params.has(name));
  const hasClassifier = [...graph.params.keys()].some(inClassifier);
  if (renewed.length > 0) {
    const message = `the classifier has another number of classes and starts from random values`;
    options.report?.({ kind: 'reinitialised', message, names: renewed });
  }
  if (hasClassifier || dropped.length === 0) return;
  for (const name of dropped) tensors.delete(name);
  options.report?.({
    kind: 'dropped',
    message: 'the network has no classifier; left it out',
    names: dropped,
  });
}

function adaptFirstConv(
  graph: Graph,
  tensors: Map<string, CheckpointTensor>,
  name: string,
  { report }: AdaptOptions,
): void {
  const parameter = graph.params.get(name);
  const tensor = tensors.get(name);
  if (parameter === undefined || tensor === undefined) return;
  const shape = staticShape(parameter.type.shape, name);
  const [out, channels, ...kernel] = tensor.shape;
  const same = shape.length === 4 && out === shape[0] && String(kernel) === String(shape.slice(2));
  if (!same || channels === undefined || channels === shape[1]) return;
  tensors.set(name, adaptInputChannels(tensor, shape[1] as number, name));
  const message = `the first convolution was adapted from ${channels} to ${shape[1]} input channels`;
  report?.({ kind: 'folded', message, names: [name] });
}

/**
 * A convolution [O,3,kh,kw] for another number of input channels, by timm's `adapt_input_conv`: one channel
 * gets the sum over RGB; n channels repeat RGB in order, scaled by 3/n. Computed in float32, then rounded to
 * the tensor's own type.
 *
 * @throws OptionError where the convolution is not of RGB
 */
export function adaptInputChannels(tensor: LazyTensor, channels: number, path?: string): LazyTensor {
  const [out = 0, from, height = 0, width = 0] = tensor.shape;
  if (from !== 3 || tensor.shape.length !== 4) {
    throw new OptionError(
      `a first convolution of shape ${formatShape(tensor.shape)} cannot take ${channels} channels`,
      { path, hint: 'only checkpoints of RGB networks can be adapted' },
    );
  }
  const area = height * width;
  const adapted = derivedTensor(
    'float32',
    [out, channels, height, width],
    [castTensor(tensor, 'float32')],
    (data) =>
      channels === 1
        ? sumChannels(data as Float32Array, out, area)
        : repeatChannels(data as Float32Array, out, channels, area),
  );
  return castTensor(adapted, tensor.dtype);
}

function sumChannels(data: Float32Array, out: number, area: number): Float32Array {
  const sums = new Float32Array(out * area);
  for (let row = 0; row < out * 3; row++) {
    const target = Math.floor(row / 3) * area;
    for (let i = 0; i < area; i++) sums[target + i]! += data[row * area + i] as number;
  }
  return sums;
}

function repeatChannels(data: Float32Array, out: number, channels: number, area: number): Float32Array {
  const result = new Float32Array(out * channels * area);
  // float32, as PyTorch multiplies a float32 tensor by a Python number.
  const scale = Math.fround(3 / channels);
  for (let row = 0; row < out * channels; row++) {
    const source = Math.floor(row / channels) * 3 + ((row % channels) % 3);
    for (let i = 0; i < area; i++) result[row * area + i] = (data[source * area + i] as number) * scale;
  }
  return result;
}
