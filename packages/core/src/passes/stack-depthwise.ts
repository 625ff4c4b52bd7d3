// A map beside a depthwise convolution of it, as one depthwise convolution of the map twice.

import { createNode } from '../ir/create-node.js';
import { type Graph, isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { sameShape } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { Concat } from '../ops/concat.js';
import { Conv, type ConvAttrs } from '../ops/conv.js';
import { Relu } from '../ops/relu.js';
import { channelRange, roundUp } from './channels/channel-map.js';
import { channelRole, channelsOf } from './channels/channel-role.js';
import { selectChannels } from './channels/select-channels.js';
import { deriveTensor, isSource, type Source } from './derive-parameter.js';
import { Readers } from './parallel-branch.js';
import type { Pass, WorkingModel } from './pass.js';

export interface StackDepthwiseOptions {
  /** Channels that onnxruntime's blocked layout keeps together: 16 with AVX-512, 8 with AVX2. Default 16. */
  readonly block?: number | undefined;
}

type ConvNode = Node<ConvAttrs> & Node;

/** concat[v, u] with v = act(conv(x)) and u = act(dw(v)), both without act or both with Relu. */
interface Stack {
  readonly concat: Node;
  readonly dense: ConvNode;
  readonly depthwise: ConvNode;
  readonly acts: readonly Node[];
}

/**
 * concat[v, dw(v)], a ghost module (arXiv:1911.11907), becomes dw'(concat[v, v]): the convolution that makes v makes it twice,
 * and the depthwise kernels of the first copy hold a single one in their middle. Done where both copies fit into the blocks that
 * the runtime computes for one, so that the Concat goes and nothing is multiplied more. Exact.
 */
export function stackDepthwise({ block = 16 }: StackDepthwiseOptions = {}): Pass {
  return {
    name: 'stackDepthwise',
    run(model) {
      let changed = 0;
      for (const concat of [...model.graph.nodes]) {
        const stack = stackOf(concat, model.graph);
        if (stack === undefined) continue;
        const channels = channelsOf(stack.depthwise.output);
        if (roundUp(2 * channels, block) > roundUp(channels, block)) continue;
        rewrite(model, stack);
        changed++;
      }
      return { pass: this.name, changed, notes: [] };
    },
  };
}

function stackOf(concat: Node, graph: Graph): Stack | undefined {
  const [v, u, ...more] = concat.inputs;
  if (
    !isOp(concat, Concat) ||
    concat.attrs.axis !== 1 ||
    v === undefined ||
    u === undefined ||
    more.length > 0
  )
    return undefined;
  const readers = new Readers(graph);
  const [first, second] = [behindRelu(v), behindRelu(u)];
  const acts = [...first.acts, ...second.acts];
  const { maker: dense } = first;
  const { maker: depthwise } = second;
  const isOnly =
    readers.of(v) === 2 &&
    readers.of(u) === 1 &&
    acts.every((act) => readers.of(act.inputs[0] as Value) === 1);
  if (!isOp(dense, Conv) || !isOp(depthwise, Conv) || depthwise.inputs[0] !== v || !isOnly) return undefined;
  const role = channelRole(dense);
  const isDense = role.kind === 'conv' && role.groups === 1;
  const isAlike = first.acts.length === second.acts.length && keepsMiddle(depthwise, v);
  return isDense && isAlike ? { concat, dense, depthwise, acts } : undefined;
}

/** What makes a value, and the Relu behind it where there is one. */
function behindRelu({ producer }: Value): { maker: Node | undefined; acts: readonly Node[] } {
  if (!isOp(producer, Relu)) return { maker: producer, acts: [] };
  return { maker: producer.inputs[0]?.producer, acts: [producer] };
}

/** Depthwise, of odd kernels padded by half: its middle tap falls on the element itself. */
function keepsMiddle({ inputs, output, attrs }: ConvNode, v: Value): boolean {
  const [, weight, bias] = inputs;
  if (!isSource(weight) || (bias !== undefined && !isSource(bias)) || attrs.auto_pad !== 'NOTSET')
    return false;
  const window = weight.type.shape.slice(2) as readonly number[];
  const half = window.map((size, axis) => ((size - 1) / 2) * (attrs.dilations?.[axis] ?? 1));
  const pads = attrs.pads ?? window.flatMap(() => [0, 0]);
  const isCentred = pads.every((pad, i) => pad === half[i % window.length]);
  const isDepthwise = attrs.group === channelsOf(v) && sameShape(output.type.shape, v.type.shape);
  return (
    isDepthwise &&
    isCentred &&
    window.every((size) => size % 2 === 1) &&
    (attrs.strides ?? []).every((s) => s === 1)
  );
}

function rewrite(model: WorkingModel, { concat, dense, depthwise, acts }: Stack): void {
  const { graph } = model;
  const [, weight, bias] = depthwise.inputs as readonly [Value, Source, Source?];
  const [channels = 1, , ...window] = weight.type.shape as readonly number[];
  const area = window.reduce((a, b) => a * b, 1);
  const insert = (node: Node): Value => {
    graph.insert(node, concat);
    return node.output;
  };
  const relu = (x: Value): Value =>
    acts.length === 0 ? x : insert(createNode(Relu, [x], {}, { path: concat.path, within: graph.name }));
  const own = channelRange(0, channels);
  const columns = channelRange(0, channelsOf(dense.inputs[0] as Value));
  const selection = {
    input: dense.inputs[0] as Value,
    rows: [...own, ...own],
    columns,
    group: 1,
    bias: true,
  };
  const twice = relu(insert(selectChannels(model, dense, selection)));
  const kernel = deriveTensor(model, 'stacked_weight', [2 * channels, 1, ...window], [weight], (data) => {
    const stacked = new Float32Array(2 * channels * area);
    for (let c = 0; c < channels; c++) stacked[c * area + (area - 1) / 2] = 1;
    stacked.set(data as Float32Array, channels * area);
    return stacked;
  });
  const shift =
    bias &&
    deriveTensor(model, 'stacked_bias', [2 * channels], [bias], (data) => {
      const stacked = new Float32Array(2 * channels);
      stacked.set(data as Float32Array, channels);
      return stacked;
    });
  const attrs = { ...depthwise.attrs, group: 2 * channels };
  const wide = createNode(Conv, [twice, kernel, shift], attrs, { path: depthwise.path, within: graph.name });
  const stacked = relu(insert(wide));
  stacked.name = concat.output.name;
  graph.replace(concat.output, stacked);
  graph.prune();
}
