// Makes one convolution of two in a row with nothing between them, where that is less work.

import { createNode } from '../ir/create-node.js';
import { type Graph, isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { Conv, type ConvAttrs } from '../ops/conv.js';
import { channelArea } from './channels/cpu-cost.js';
import { deriveTensor, isSource, type Source } from './derive-parameter.js';
import { matrixProduct } from './matrix-product.js';
import { Readers } from './parallel-branch.js';
import type { Pass, WorkingModel } from './pass.js';

type ConvNode = Node<ConvAttrs> & Node;

/**
 * W2 (W1 x + b1) + b2 = (W2 W1) x + (W2 b1 + b2) for a 1x1 convolution W2 behind any convolution W1, both ungrouped: where x
 * has fewer channels than W1 makes, the product is the smaller kernel. CSPNet's linear expansions in front of 1x1 convolutions
 * are such pairs. A first convolution that others read too stays for them. Computed in float64 and rounded once.
 */
export const composeConvolutions: Pass = {
  name: 'composeConvolutions',
  run(model) {
    let changed = 0;
    for (const outer of [...model.graph.nodes]) {
      const inner = outer.inputs[0]?.producer;
      if (!isPlain(inner) || !isPlain(outer) || !isPointwise(outer) || !keepsPlace(inner, outer)) continue;
      if (!isLess(inner, outer, model.graph)) continue;
      compose(model, inner, outer);
      changed++;
    }
    return { pass: this.name, changed, notes: [] };
  },
};

/** Ungrouped, its kernel and bias known. */
function isPlain(node: Node | undefined): node is ConvNode {
  if (!isOp(node, Conv) || node.attrs.group !== 1) return false;
  return node.inputs.slice(1).every(isSource);
}

/** One tap, no padding; strides may be any. */
function isPointwise({ inputs, attrs }: ConvNode): boolean {
  const window = kernelOf(inputs).slice(2);
  const unpadded = attrs.auto_pad === 'NOTSET' || attrs.auto_pad === 'VALID';
  return window.every((size) => size === 1) && unpadded && (attrs.pads ?? []).every((pad) => pad === 0);
}

/** True unless a stride would move the windows: automatic padding depends on it. */
function keepsPlace({ attrs: { auto_pad: auto } }: ConvNode, outer: ConvNode): boolean {
  return auto === 'NOTSET' || auto === 'VALID' || (outer.attrs.strides ?? []).every((stride) => stride === 1);
}

function kernelOf(inputs: Node['inputs']): readonly number[] {
  return (inputs[1] as Value).type.shape as readonly number[];
}

function isLess(inner: ConvNode, outer: ConvNode, graph: Graph): boolean {
  const [mid = 1, columns = 1, ...window] = kernelOf(inner.inputs);
  const [rows = 1] = kernelOf(outer.inputs);
  const taps = columns * window.reduce((area, size) => area * size, 1);
  const isAlone = new Readers(graph).of(inner.output) === 1;
  const before =
    rows * mid * channelArea(outer.output) + (isAlone ? mid * taps * channelArea(inner.output) : 0);
  return rows * taps * channelArea(outer.output) < before;
}

function compose(model: WorkingModel, inner: ConvNode, outer: ConvNode): void {
  const [x, first, firstBias] = inner.inputs as readonly [Value, Source, Source?];
  const [, second, secondBias] = outer.inputs as readonly [Value, Source, Source?];
  const [mid = 1, ...columns] = kernelOf(inner.inputs);
  const [rows = 1] = kernelOf(outer.inputs);
  const inputs: Value[] = [
    x,
    deriveTensor(model, 'composed_weight', [rows, ...columns], [second, first], (a, b) =>
      Float32Array.from(matrixProduct(a as Float32Array, b as Float32Array, mid)),
    ),
  ];
  if (firstBias !== undefined || secondBias !== undefined) {
    const sources = [second, firstBias, secondBias].filter((source) => source !== undefined);
    inputs.push(
      deriveTensor(model, 'composed_bias', [rows], sources, (kernel, ...biases) => {
        const through = firstBias && matrixProduct(kernel as Float32Array, biases[0] as Float32Array, mid);
        const own = secondBias && biases.at(-1);
        return Float32Array.from({ length: rows }, (_, row) => (through?.[row] ?? 0) + (own?.[row] ?? 0));
      }),
    );
  }
  const strides = inner.attrs.strides ?? columns.slice(1).map(() => 1);
  const steps = outer.attrs.strides ?? strides.map(() => 1);
  const attrs = { ...inner.attrs, strides: strides.map((stride, axis) => stride * (steps[axis] as number)) };
  const composed = createNode(Conv, inputs, attrs, { path: outer.path, within: model.graph.name });
  composed.output.name = outer.output.name;
  model.graph.insert(composed, outer);
  model.graph.replace(outer.output, composed.output);
  model.graph.erase(outer);
  if (new Readers(model.graph).of(inner.output) === 0) model.graph.erase(inner);
}
