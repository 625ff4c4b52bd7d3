// Calibration: runs the float model on samples and keeps what its tensors held.

import { PassError } from '../errors.js';
import { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import { type Tensor, toNumbers } from '../ir/tensor-data.js';
import type { Value } from '../ir/value.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import { Histogram } from './histogram.js';
import type { OpenModel, Samples } from './open-model.js';

/** What one tensor held over all samples. */
export interface Observation {
  readonly histogram: Histogram;
  /** Mean of each channel (axis 1); one number for tensors without channels. */
  readonly means: Float64Array;
  /** Largest magnitude in each channel. */
  readonly peaks: Float64Array;
}

export interface ObserveOptions {
  readonly open: OpenModel;
  readonly samples: Samples;
  readonly signal?: AbortSignalLike | undefined;
}

/**
 * Observes these tensors of the model (inputs and outputs of nodes).
 * @throws PassError where the model does not have one input, there are no samples, or a tensor is not finite
 */
export async function observe(
  model: Model,
  values: Iterable<Value>,
  { open, samples, signal }: ObserveOptions,
): Promise<ReadonlyMap<Value, Observation>> {
  const input = onlyInput(model.graph);
  const watched = new Map([...values].map((value, i) => [value, `observed_${i}`]));
  const opened = await open({
    graph: withOutputs(model.graph, watched, input.value),
    weights: model.weights,
  });
  const watchers = new Map<Value, Watcher>();
  let count = 0;
  try {
    for await (const sample of samples) {
      signal?.throwIfAborted();
      const results: Record<string, Tensor> = await opened.run({ [input.name]: sample });
      for (const [value, name] of watched) {
        const tensor = value === input.value ? sample : results[name];
        if (tensor === undefined) continue;
        const watcher = watchers.get(value) ?? new Watcher(tensor);
        watchers.set(value, watcher);
        watcher.add(tensor);
      }
      count++;
    }
  } finally {
    await opened.dispose();
  }
  if (count === 0)
    throw new PassError('there is nothing to calibrate with', { hint: 'give at least one sample' });
  for (const [value, { histogram }] of watchers) checkFinite(value, histogram);
  return watchers;
}

/** The one input of a network for pictures. @throws PassError where it has another number */
export function onlyInput(graph: Graph): Graph['inputs'][number] {
  const [input] = graph.inputs;
  if (input !== undefined && graph.inputs.length === 1) return input;
  throw new PassError(`quantizing takes a network with one input, found ${graph.inputs.length}`, {
    within: graph.name,
  });
}

/** A view of the graph whose outputs are the watched values too; it shares the nodes. */
function withOutputs(graph: Graph, watched: ReadonlyMap<Value, string>, input: Value): Graph {
  const view = new Graph(graph.name);
  for (const { name, value } of graph.inputs) view.addInput(name, value);
  for (const parameter of graph.params.values()) view.addParameter(parameter);
  for (const node of graph.nodes) view.insert(node);
  const extra = [...watched].filter(([value]) => value !== input);
  view.setOutputs([...graph.outputs, ...extra.map(([value, name]) => ({ name, value }))]);
  return view;
}

function checkFinite(value: Value, { invalid }: Histogram): void {
  if (invalid === 0) return;
  throw new PassError(`${invalid} values are NaN or infinite in the float network`, {
    path: value.producer?.path,
    what: value.producer?.op.name,
    hint: 'the weights or the samples are broken: quantizing cannot mend that',
  });
}

class Watcher implements Observation {
  readonly histogram = new Histogram();
  readonly #sums: Float64Array;
  readonly peaks: Float64Array;
  #perChannel = 0;

  constructor({ shape }: Tensor) {
    const channels = shape.length > 1 ? (shape[1] as number) : 1;
    this.#sums = new Float64Array(channels);
    this.peaks = new Float64Array(channels);
  }

  get means(): Float64Array {
    return this.#sums.map((sum) => sum / Math.max(1, this.#perChannel));
  }

  add(tensor: Tensor): void {
    const data =
      tensor.dtype === 'float32' ? (tensor.data as Float32Array) : toNumbers(tensor.dtype, tensor.data);
    this.histogram.add(data);
    const channels = this.#sums.length;
    const batch = tensor.shape.length > 1 ? (tensor.shape[0] as number) : 1;
    const inner = data.length / (batch * channels);
    for (let row = 0; row < batch * channels; row++) this.#addRow(data, row * inner, inner, row % channels);
    this.#perChannel += batch * inner;
  }

  #addRow(data: ArrayLike<number>, start: number, length: number, channel: number): void {
    let sum = 0;
    let peak = this.peaks[channel] as number;
    for (let i = start; i < start + length; i++) {
      const value = data[i] as number;
      sum += value;
      if (value > peak) peak = value;
      else if (-value > peak) peak = -value;
    }
    this.#sums[channel] = (this.#sums[channel] as number) + sum;
    this.peaks[channel] = peak;
  }
}
