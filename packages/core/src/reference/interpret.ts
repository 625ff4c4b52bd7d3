// The reference interpreter: slow, exact, float64 accumulation; the oracle of passes and property tests.

import { RuntimeError, UnsupportedOpError } from '../errors.js';
import { inferTypes } from '../ir/create-node.js';
import type { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import type { Node } from '../ir/node.js';
import { fromNumbers, type Tensor, toNumbers } from '../ir/tensor-data.js';
import { formatShape, isStatic, type TensorType } from '../ir/tensor-type.js';
import { Constant, Value } from '../ir/value.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import type { Kernel, NumberTensor } from './kernel.js';
import { kernels } from './kernels/index.js';
import { roundTo } from './roundTo.js';

export interface InterpretOptions {
  signal?: AbortSignalLike;
  /** Called after each node with its outputs; for looking inside. */
  onNode?(node: Node, outputs: readonly Tensor[]): void;
}

/**
 * Runs a graph on named inputs. Every op accumulates in float64 and rounds once to its output's dtype.
 *
 * @param feeds one tensor for each input of the graph
 * @returns one tensor for each output, by name
 * @throws RuntimeError for a missing, unknown or mis-shaped feed or missing weights
 */
export async function interpret(
  model: Model,
  feeds: Readonly<Record<string, Tensor>>,
  options: InterpretOptions = {},
): Promise<Record<string, Tensor>> {
  const { graph } = model;
  const values = new Map<Value, NumberTensor>(feedValues(graph, feeds));
  const read = async (value: Value): Promise<NumberTensor> => {
    const known = values.get(value) ?? (await loadValue(model, value));
    values.set(value, known);
    return known;
  };
  const lastUse = lastUses(graph);
  for (const node of graph.nodes) {
    options.signal?.throwIfAborted();
    const inputs: (NumberTensor | undefined)[] = [];
    for (const value of node.inputs) inputs.push(value && (await read(value)));
    const outputs = runNode(node, inputs);
    node.outputs.forEach((value, index) => {
      values.set(value, outputs[index] as NumberTensor);
    });
    options.onNode?.(node, outputs.map(toTensor));
    for (const value of node.inputs)
      if (value !== undefined && lastUse.get(value) === node) values.delete(value);
  }
  const results: Record<string, Tensor> = {};
  for (const { name, value } of graph.outputs) results[name] = toTensor(await read(value));
  return results;
}

/** One node on known inputs; types are inferred again, now from real shapes and values. */
export function runNode(node: Node, inputs: readonly (NumberTensor | undefined)[]): readonly NumberTensor[] {
  const kernel = (kernels as Readonly<Record<string, Kernel | undefined>>)[node.op.name];
  if (kernel === undefined) {
    throw new UnsupportedOpError(`the interpreter has no kernel for ${node.op.name}`, { path: node.path });
  }
  const constants = inputs.map((tensor) => tensor && asConstant(tensor));
  const types = inferTypes(node.op, constants, node.attrs, {
    path: node.path,
    outputCount: node.outputs.length,
  });
  const outputs = types.map((type) => ({ dtype: type.dtype, shape: knownShape(type, node) }));
  const data = kernel({ inputs, attrs: node.attrs, outputs });
  return outputs.map(({ dtype, shape }, index) => ({
    dtype,
    shape,
    data: roundTo(dtype, data[index] ?? new Float64Array(0)),
  }));
}

function toTensor(tensor: NumberTensor): Tensor {
  return { dtype: tensor.dtype, shape: tensor.shape, data: fromNumbers(tensor.dtype, tensor.data) };
}

function toNumberTensor(tensor: Tensor): NumberTensor {
  return {
    dtype: tensor.dtype,
    shape: tensor.shape,
    data: Float64Array.from(toNumbers(tensor.dtype, tensor.data)),
  };
}

/** Small tensors are handed to shape inference with their values; large ones only by type. */
function asConstant({ dtype, shape, data }: NumberTensor): Value {
  return data.length <= 1024
    ? new Constant({ dtype, shape }, fromNumbers(dtype, data))
    : new Value({ dtype, shape });
}

function feedValues(graph: Graph, feeds: Readonly<Record<string, Tensor>>): [Value, NumberTensor][] {
  const names = graph.inputs.map((input) => input.name);
  const unknown = Object.keys(feeds).filter((name) => !names.includes(name));
  const missing = names.filter((name) => feeds[name] === undefined);
  if (unknown.length > 0 || missing.length > 0) {
    throw new RuntimeError(`the feeds do not match: missing [${missing}], unknown [${unknown}]`, {
      within: graph.name,
      hint: `the inputs are ${names.join(', ')}`,
    });
  }
  return graph.inputs.map(({ name, value }) => {
    const feed = feeds[name] as Tensor;
    checkFeed(name, value.type, feed);
    return [value, toNumberTensor(feed)];
  });
}

function checkFeed(name: string, type: TensorType, feed: Tensor): void {
  const fits =
    feed.dtype === type.dtype &&
    feed.shape.length === type.shape.length &&
    type.shape.every((dim, axis) => typeof dim !== 'number' || dim === feed.shape[axis]) &&
    feed.data.length === feed.shape.reduce((product, dim) => product * dim, 1);
  if (fits) return;
  throw new RuntimeError(
    `input "${name}" is ${feed.dtype}${formatShape(feed.shape)} with ${feed.data.length} elements, expected ${type.dtype}${formatShape(type.shape)}`,
  );
}

async function loadValue(model: Model, value: Value): Promise<NumberTensor> {
  if (value instanceof Constant) {
    return toNumberTensor({ ...value.type, shape: value.type.shape as readonly number[], data: value.data });
  }
  const weight = value.name === undefined ? undefined : model.weights.get(value.name);
  if (weight === undefined) {
    throw new RuntimeError(`there is no data for "${value.name}"`, {
      within: model.graph.name,
      hint: 'load a checkpoint, or use seeded or random weights',
    });
  }
  return toNumberTensor({ dtype: weight.dtype, shape: weight.shape, data: await weight.read() });
}

function lastUses(graph: Graph): Map<Value, Node> {
  const last = new Map<Value, Node>();
  for (const node of graph.nodes)
    for (const value of node.inputs) if (value !== undefined) last.set(value, node);
  for (const { value } of graph.outputs) last.delete(value);
  return last;
}

function knownShape(type: TensorType, node: Node): readonly number[] {
  if (isStatic(type.shape)) return type.shape;
  throw new RuntimeError(`the output's shape ${formatShape(type.shape)} could not be determined`, {
    path: node.path,
    what: node.op.name,
  });
}
