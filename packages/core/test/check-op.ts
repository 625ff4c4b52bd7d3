// Holds one op against onnxruntime: its inferred shapes and its reference kernel.

import { expectClose, runOnnxruntime } from '@gossamer/testkit';
import { expect } from 'vitest';
import { createNode } from '../src/ir/create-node.js';
import { bindDim, type Dim, symbolicDim } from '../src/ir/dim.js';
import { Graph } from '../src/ir/graph.js';
import type { Node } from '../src/ir/node.js';
import type { OpDef } from '../src/ir/op.js';
import type { Tensor } from '../src/ir/tensor-data.js';
import type { TensorType } from '../src/ir/tensor-type.js';
import { Constant, Value } from '../src/ir/value.js';
import { encodeOnnx } from '../src/onnx/index.js';
import { interpret } from '../src/reference/index.js';

export interface CheckOpOptions {
  readonly outputCount?: number;
  /** Largest difference relative to the largest value; 1e-5 unless given. */
  readonly tolerance?: number;
  /** Inputs whose sizes are also inferred as names; the first unless given. */
  readonly symbolic?: readonly number[];
}

/**
 * Runs `op` on these inputs in onnxruntime and in the interpreter and expects equal dtypes and shapes and
 * close values. Inputs that shapes depend on are tried as constants and as values known only when
 * running; the sizes of others are tried as numbers and as names. Returns what onnxruntime computed.
 */
export async function checkOp<A extends object>(
  op: OpDef<A>,
  inputs: readonly (Tensor | undefined)[],
  attrs: Partial<A> = {},
  options: CheckOpOptions = {},
): Promise<readonly Tensor[]> {
  const { outputCount = 1, tolerance = 1e-5 } = options;
  const fixed = graphOf(op, inputs, attrs, outputCount, op.staticInputs ?? []);
  const feeds = Object.fromEntries(fixed.graph.inputs.map(({ name }) => [name, feedOf(inputs, name)]));
  const model = { graph: fixed.graph, weights: new Map() };
  const expected = await runOnnxruntime(await encodeOnnx(model), feeds);
  const actual = await interpret(model, feeds);
  fixed.node.outputs.forEach(({ type }, index) => {
    const [found, wanted] = [actual, expected].map((results) => results[`y${index}`]) as [Tensor, Tensor];
    expect(type.shape, `inferred shape ${index} of ${op.name}`).toEqual(wanted.shape);
    expect(type.dtype).toBe(wanted.dtype);
    expectClose(found, wanted, tolerance, `output ${index} of ${op.name}`);
  });
  const types = fixed.node.outputs.map(({ type }) => type);
  checkSymbolic(op, inputs, attrs, types, options.symbolic ?? [0]);
  if (op.staticInputs !== undefined) await checkDynamic(op, inputs, attrs, types, tolerance, expected);
  return fixed.node.outputs.map((_, index) => expected[`y${index}`] as Tensor);
}

/** What the reference kernel alone computes, for forms of an op that onnxruntime refuses. */
export async function interpretOp<A extends object>(
  op: OpDef<A>,
  inputs: readonly (Tensor | undefined)[],
  attrs: Partial<A> = {},
  outputCount = 1,
): Promise<readonly Tensor[]> {
  const { graph } = graphOf(op, inputs, attrs, outputCount, op.staticInputs ?? []);
  const feeds = Object.fromEntries(graph.inputs.map(({ name }) => [name, feedOf(inputs, name)]));
  return Object.values(await interpret({ graph, weights: new Map() }, feeds));
}

/** The op as the only node of a graph; the inputs in `constants` are part of it, the others are fed. */
function graphOf<A extends object>(
  op: OpDef<A>,
  inputs: readonly (Tensor | undefined)[],
  attrs: Partial<A>,
  outputCount: number,
  constants: readonly number[],
): { graph: Graph; node: Node<A> } {
  const graph = new Graph(op.name);
  const values = inputs.map((tensor, index) => {
    if (tensor === undefined) return undefined;
    if (constants.includes(index)) return new Constant(tensor, tensor.data);
    return graph.addInput(`x${index}`, new Value({ dtype: tensor.dtype, shape: tensor.shape }));
  });
  const node = createNode(op, values, attrs, { outputCount });
  graph.insert(node as Node);
  graph.setOutputs(node.outputs.map((value, index) => ({ name: `y${index}`, value })));
  return { graph, node };
}

/** Sizes inferred from names, once bound, are the sizes inferred from numbers. */
function checkSymbolic<A extends object>(
  op: OpDef<A>,
  inputs: readonly (Tensor | undefined)[],
  attrs: Partial<A>,
  types: readonly TensorType[],
  symbolic: readonly number[],
): void {
  const sizes = new Map<string, number>();
  const named = (size: number): Dim => {
    if (size < 2) return size;
    sizes.set(`D${size}`, size);
    return symbolicDim(`D${size}`);
  };
  const values = inputs.map((tensor, index) => {
    if (tensor === undefined) return undefined;
    if (op.staticInputs?.includes(index)) return new Constant(tensor, tensor.data);
    const shape = symbolic.includes(index) ? tensor.shape.map(named) : tensor.shape;
    return new Value({ dtype: tensor.dtype, shape });
  });
  const node = createNode(op, values, attrs, { outputCount: types.length });
  node.outputs.forEach(({ type }, index) => {
    const wanted = types[index]?.shape as readonly number[];
    expect(type.shape.length, `rank ${index} of ${op.name}`).toBe(wanted.length);
    type.shape.forEach((dim, axis) => {
      const bound = bindDim(dim, sizes);
      if (typeof bound !== 'number') expect(bound.key, `${op.name} at [${types}]`).toContain('?');
      else expect(bound, `axis ${axis} of ${op.name}, ${dim}`).toBe(wanted[axis]);
    });
  });
}

/** With shapes and axes fed instead of written, the rank is still known and the values are the same. */
async function checkDynamic<A extends object>(
  op: OpDef<A>,
  inputs: readonly (Tensor | undefined)[],
  attrs: Partial<A>,
  types: readonly TensorType[],
  tolerance: number,
  expected: Readonly<Record<string, Tensor>>,
): Promise<void> {
  const { graph, node } = graphOf(op, inputs, attrs, types.length, []);
  node.outputs.forEach(({ type }, index) => {
    const wanted = types[index]?.shape as readonly number[];
    expect(type.shape.length, `rank ${index} of ${op.name}`).toBe(wanted.length);
    type.shape.forEach((dim, axis) => {
      if (typeof dim === 'number') expect(dim).toBe(wanted[axis]);
    });
  });
  const feeds = Object.fromEntries(graph.inputs.map(({ name }) => [name, feedOf(inputs, name)]));
  const actual = await interpret({ graph, weights: new Map() }, feeds);
  for (const [name, tensor] of Object.entries(actual)) {
    expectClose(tensor, expected[name] as Tensor, tolerance, `${name} of ${op.name}, shapes fed`);
  }
}

function feedOf(inputs: readonly (Tensor | undefined)[], name: string): Tensor {
  return inputs[Number(name.slice(1))] as Tensor;
}
