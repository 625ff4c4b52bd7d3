// One operator, held against onnxruntime: types, values, and shape inference with symbolic sizes.

import { expectClose, runOnnxruntime } from '@gossamer/testkit';
import { bindDim, type Dim, symbolicDim } from '../ir/dim.js';
import type { DType } from '../ir/dtype.js';
import { Graph } from '../ir/graph.js';
import type { OpDef } from '../ir/op.js';
import { emitAll, scopeOf } from '../ir/scope.js';
import type { Tensor } from '../ir/tensor-data.js';
import { formatShape, type Shape } from '../ir/tensor-type.js';
import { Constant, Value } from '../ir/value.js';
import { encodeOnnx } from '../onnx/index.js';
import { interpret } from '../reference/index.js';

export interface NodeCase<A extends object> {
  readonly op: OpDef<A>;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attrs?: Readonly<Partial<A>>;
  readonly outputCount?: number;
  /** Which inputs are constants of the graph; by default those whose values shape inference reads. */
  readonly constants?: readonly number[];
  /** Which inputs also have symbolic sizes; by default the first. */
  readonly symbolic?: readonly number[];
  /** max|a - b| / max|b| that counts as equal. */
  readonly tolerance?: number;
}

/**
 * Runs a graph of one node in the interpreter and in onnxruntime and compares all outputs; then infers
 * its shapes again with symbolic sizes and compares those. Returns onnxruntime's outputs.
 */
export async function checkNode<A extends object>(node: NodeCase<A>): Promise<readonly Tensor[]> {
  const graph = graphOf(node, (input) => input.shape);
  const model = { graph, weights: new Map() };
  const feeds = feedsOf(node);
  const actual = await interpret(model, feeds);
  const expected = await runOnnxruntime<DType>(await encodeOnnx(model), feeds);
  for (const { name, value } of graph.outputs) {
    const found = actual[name] as Tensor;
    expectClose(found, expected[name] as Tensor, node.tolerance ?? 1e-5, `${node.op.name}.${name}`);
    checkShape(`${node.op.name} inferred`, value.type.shape, found.shape);
  }
  checkSymbolic(node, graph);
  return graph.outputs.map(({ name }) => expected[name] as Tensor);
}

/** What the interpreter alone computes, for forms of an operator that onnxruntime refuses. */
export async function interpretNode<A extends object>(node: NodeCase<A>): Promise<readonly Tensor[]> {
  const graph = graphOf(node, (input) => input.shape);
  return Object.values(await interpret({ graph, weights: new Map() }, feedsOf(node)));
}

/** The node as a graph with inputs `x0`, `x1`, ... and outputs `y0`, `y1`, ... */
function graphOf<A extends object>(
  node: NodeCase<A>,
  shapeOf: (input: Tensor, index: number) => Shape,
): Graph {
  const graph = new Graph(node.op.name);
  const values = node.inputs.map((input, index) => {
    if (input === undefined) return undefined;
    if (isConstant(node, index)) return new Constant(input, input.data);
    return graph.addInput(`x${index}`, new Value({ dtype: input.dtype, shape: shapeOf(input, index) }));
  });
  const outputs = emitAll(scopeOf(graph), node.op, values, node.attrs ?? {}, node.outputCount ?? 1);
  graph.setOutputs(outputs.map((value, index) => ({ name: `y${index}`, value })));
  return graph;
}

function feedsOf<A extends object>(node: NodeCase<A>): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  node.inputs.forEach((input, index) => {
    if (input !== undefined && !isConstant(node, index)) feeds[`x${index}`] = input;
  });
  return feeds;
}

function isConstant<A extends object>(node: NodeCase<A>, index: number): boolean {
  return (node.constants ?? node.op.staticInputs ?? []).includes(index);
}

function checkSymbolic<A extends object>(node: NodeCase<A>, graph: Graph): void {
  const bound = new Map<string, number>();
  const named = (name: string, size: number): Dim => {
    bound.set(name, size);
    return symbolicDim(name);
  };
  const { symbolic: chosen = [0] } = node;
  const symbolic = graphOf(node, ({ shape }, index) => {
    if (!chosen.includes(index)) return shape;
    // Sizes of several inputs that are equal have one name, so that they are known to fit.
    if (chosen.length > 1) return shape.map((size) => (size === 1 ? 1 : named(`S${size}`, size)));
    return shape.map((size, axis) => named(`S${axis}`, size));
  });
  symbolic.outputs.forEach(({ value }, index) => {
    const shape = value.type.shape.map((dim) => bindDim(dim, bound));
    const wanted = graph.outputs[index]?.value.type.shape ?? [];
    checkShape(
      `${node.op.name} inferred ${formatShape(value.type.shape)}`,
      shape,
      wanted as readonly number[],
    );
  });
}

/** Sizes the operator calls unknown may be anything. */
function checkShape(what: string, shape: Shape, expected: readonly number[]): void {
  const fits = shape.every((dim, axis) => dim === expected[axis] || String(dim).includes('?'));
  if (fits && shape.length === expected.length) return;
  throw new Error(`${what} ${formatShape(shape)}, expected ${formatShape(expected)}`);
}
