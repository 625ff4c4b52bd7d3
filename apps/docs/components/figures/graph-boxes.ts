// A graph as boxes to draw: a convolution with its norm and activation is one box, a channel shuffle another.

import { Constant, type Graph, type Node, Parameter, type Value } from '@gossamer/core';
import { nodeCost, opKind } from '@gossamer/core/analysis';

/** What a box is drawn like. */
type BoxKind = 'port' | 'dense' | 'pointwise' | 'grouped' | 'depthwise' | 'move' | 'join' | 'other';

export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  readonly title: string;
  /** What else happens in it: `norm, ReLU`. */
  readonly note: string;
  /** Of its first output, batch left out: `24 x 56 x 56`. */
  readonly shape: string;
  /** Scope of its first layer. */
  readonly path: string;
  readonly params: number;
  readonly macs: number;
  readonly activations: number;
}

interface Arrow {
  readonly from: string;
  readonly to: string;
}

export interface Boxes {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
  Relu: 'ReLU',
  Clip: 'ReLU6',
  HardSwish: 'hard swish',
  HardSigmoid: 'hard sigmoid',
  Sigmoid: 'sigmoid',
  LeakyRelu: 'leaky ReLU',
  Gelu: 'GELU',
};

const NAMES: Readonly<Record<string, string>> = {
  Add: 'add',
  Mul: 'multiply',
  Concat: 'concat',
  Split: 'split',
  Slice: 'slice',
  GlobalAveragePool: 'mean over the map',
  GlobalMaxPool: 'largest of the map',
  AveragePool: 'average pool',
  MaxPool: 'max pool',
  BatchNormalization: 'norm',
  Reshape: 'reshape',
  Transpose: 'transpose',
  Gemm: 'fully connected',
  MatMul: 'matrix product',
  Softmax: 'softmax',
  Max: 'maximum',
  Flatten: 'flatten',
};

const JOINS = new Set(['Add', 'Mul', 'Concat', 'Max']);
const MOVES = new Set(['Split', 'Slice', 'Reshape', 'Transpose', 'Flatten']);

/** Every node in exactly one box, in the graph's order; a box for each input and output. */
export function graphBoxes(graph: Graph): Boxes {
  const groups = grouped(graph);
  const boxOf = new Map<Node, string>();
  for (const [index, nodes] of groups.entries()) for (const node of nodes) boxOf.set(node, `n${index}`);
  const source = (value: Value): string | undefined => {
    if (value instanceof Parameter || value instanceof Constant) return undefined;
    return value.producer ? boxOf.get(value.producer) : `in:${value.name}`;
  };
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  const arrows = new Map<string, Arrow>();
  const connect = (from: string | undefined, to: string) => {
    if (from !== undefined && from !== to) arrows.set(`${from}>${to}`, { from, to });
  };
  for (const [index, nodes] of groups.entries()) {
    for (const value of nodes.flatMap((node) => node.inputs)) if (value) connect(source(value), `n${index}`);
  }
  for (const { name, value } of graph.outputs) connect(source(value), `out:${name}`);
  return {
    boxes: [
      ...graph.inputs
        .filter(({ value }) => read.has(value))
        .map(({ name, value }) => port(`in:${name}`, 'input', value)),
      ...groups.map((nodes, index) => boxOfNodes(`n${index}`, nodes)),
      ...graph.outputs.map(({ name, value }) => port(`out:${name}`, 'output', value)),
    ],
    arrows: [...arrows.values()],
  };
}

/** Nodes that are drawn together. */
function grouped(graph: Graph): Node[][] {
  const uses = graph.uses();
  const outputs = new Set(graph.outputs.map(({ value }) => value));
  const done = new Set<Node>();
  const next = (node: Node): Node | undefined => {
    const readers = uses.get(node.output) ?? [];
    const only = readers.length === 1 && !outputs.has(node.output) ? readers[0]?.node : undefined;
    return only?.inputs[0] === node.output ? only : undefined;
  };
  return graph.nodes.flatMap((node) => {
    if (done.has(node)) return [];
    const nodes = [node, ...followers(node, next)];
    for (const one of nodes) done.add(one);
    return [nodes];
  });
}

function followers(node: Node, next: (node: Node) => Node | undefined): Node[] {
  const second = next(node);
  if (node.op.name === 'Reshape' && second?.op.name === 'Transpose') {
    const third = next(second);
    return third?.op.name === 'Reshape' ? [second, third] : [];
  }
  const found: Node[] = [];
  for (let at = second; at !== undefined; at = next(at)) {
    const { name } = at.op;
    const joins = name === 'BatchNormalization' ? found.length === 0 && isConv(node) : name in ACTIVATIONS;
    if (!joins || found.some((one) => one.op.name in ACTIVATIONS)) break;
    if (!isConv(node) && node.op.name !== 'BatchNormalization' && node.op.name !== 'Add') break;
    found.push(at);
  }
  return found;
}

function isConv(node: Node): boolean {
  return node.op.name === 'Conv';
}

function boxOfNodes(id: string, nodes: readonly Node[]): Box {
  const [first, ...rest] = nodes as [Node, ...Node[]];
  const last = nodes.at(-1) as Node;
  const costs = nodes.map(nodeCost);
  const sum = (key: 'params' | 'macs' | 'activations') =>
    costs.reduce((total, cost) => total + Number(cost[key]), 0);
  return {
    id,
    ...looks(first, rest),
    shape:
      first.outputs.length > 1
        ? first.outputs.map(({ type }) => channelsOf(type.shape)).join(' + ')
        : shapeText(last.output),
    path: first.path,
    params: sum('params'),
    macs: sum('macs'),
    activations: sum('activations'),
  };
}

function looks(first: Node, rest: readonly Node[]): Pick<Box, 'kind' | 'title' | 'note'> {
  const { name } = first.op;
  if (name === 'Reshape' && rest.length === 2)
    return { kind: 'move', title: 'channel shuffle', note: shuffleNote(first) };
  const note = rest
    .map(({ op }) => (op.name === 'BatchNormalization' ? 'norm' : ACTIVATIONS[op.name]))
    .join(', ');
  if (name === 'Conv') return { ...convLooks(first), note };
  const kind = JOINS.has(name) ? 'join' : MOVES.has(name) ? 'move' : 'other';
  return { kind, title: NAMES[name] ?? ACTIVATIONS[name] ?? name, note };
}

function convLooks(node: Node): Pick<Box, 'kind' | 'title'> {
  const [, size = '', form] = opKind(node).split(' ');
  const {
    strides = [],
    group = 1,
    dilations = [],
  } = node.attrs as {
    strides?: readonly number[];
    group?: number;
    dilations?: readonly number[];
  };
  const kind =
    form === 'depthwise'
      ? 'depthwise'
      : form === 'grouped'
        ? 'grouped'
        : size === '1x1'
          ? 'pointwise'
          : 'dense';
  const more = [
    kind === 'grouped' ? `${group} groups` : form,
    (strides[0] ?? 1) > 1 ? `stride ${strides[0]}` : undefined,
    (dilations[0] ?? 1) > 1 ? `dilation ${dilations[0]}` : undefined,
  ].filter((word) => word !== undefined);
  return { kind, title: `${size.replaceAll('x', '×')} conv${more.length > 0 ? `, ${more.join(', ')}` : ''}` };
}

/** A shuffle sees the channels as a matrix. */
function shuffleNote(node: Node): string {
  const [, rows, columns] = node.output.type.shape;
  return `${rows} × ${columns} transposed`;
}

function port(id: string, title: string, value: Value): Box {
  const nothing = { note: '', path: '', params: 0, macs: 0, activations: 0 };
  return { id, kind: 'port', title, shape: shapeText(value), ...nothing };
}

function shapeText({ type }: Value): string {
  return type.shape.slice(1).map(String).join(' × ');
}

function channelsOf(shape: readonly unknown[]): string {
  return String(shape[1] ?? '');
}
