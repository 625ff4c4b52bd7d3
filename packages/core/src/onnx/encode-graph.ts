// A graph as an ONNX message, without the data of its parameters.

import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { splitOpName } from '../ir/op.js';
import { Constant, type Value } from '../ir/value.js';
import { carried, nodeKey } from './carried.js';
import { encodeAttrs } from './encode-attrs.js';
import { encodeTensor } from './encode-tensor.js';
import { encodeType } from './encode-type.js';
import { ATTRIBUTE_TYPE, type GraphMessage, type NodeMessage, type ValueInfoMessage } from './forms.js';
import { ALIAS_NODE } from './marks.js';
import { type GraphNames, nameGraph } from './names.js';

/** Nodes, inputs, outputs and the types in between. Constants become Constant nodes before their first reader. */
export function encodeGraph(graph: Graph): GraphMessage {
  const names = nameGraph(graph);
  const writer = new NodeWriter(graph, names);
  for (const node of graph.nodes) writer.node(node);
  for (const { value } of graph.outputs) writer.constant(value);
  const results = new Set(graph.outputs.map(({ value }) => value));
  const aliases = names.aliases.map(({ name, value }) => aliasNode(name, writer.nameOf(value)));
  return {
    ...carried(graph, 'graph', 'GraphProto'),
    name: graph.name,
    node: [...writer.nodes, ...aliases],
    input: graph.inputs.map(({ name, value }) => valueInfo(graph, name, value)),
    output: graph.outputs.map(({ name, value }) => valueInfo(graph, name, value)),
    valueInfo: writer.computed
      .filter((value) => !results.has(value))
      .map((value) => valueInfo(graph, writer.nameOf(value), value)),
  };
}

class NodeWriter {
  readonly nodes: NodeMessage[] = [];
  readonly computed: Value[] = [];
  readonly #written = new Set<Constant>();

  constructor(
    readonly graph: Graph,
    readonly names: GraphNames,
  ) {}

  nameOf(value: Value | undefined): string {
    return value === undefined ? '' : (this.names.values.get(value) as string);
  }

  node(node: Node): void {
    for (const value of node.inputs) this.constant(value);
    const [domain, opType] = splitOpName(node.op.name);
    const output = node.outputs.map((value) => this.nameOf(value));
    const kept: { readonly name?: string } = carried(this.graph, nodeKey(opType, output), 'NodeProto');
    this.nodes.push({
      ...kept,
      name: kept.name || (this.names.nodes.get(node) as string),
      opType,
      input: node.inputs.map((value) => this.nameOf(value)),
      output,
      attribute: encodeAttrs(node),
      ...(domain !== '' && { domain }),
    });
    this.computed.push(...node.outputs);
  }

  constant(value: Value | undefined): void {
    if (!(value instanceof Constant) || this.#written.has(value)) return;
    this.#written.add(value);
    const output = [this.nameOf(value)];
    const t = {
      ...carried(this.graph, `tensor ${output[0]}`, 'TensorProto'),
      ...encodeTensor(value.type, value.data),
    };
    this.nodes.push({
      ...carried(this.graph, nodeKey('Constant', output), 'NodeProto'),
      opType: 'Constant',
      output,
      attribute: [{ name: 'value', type: ATTRIBUTE_TYPE.TENSOR, t }],
    });
  }
}

function aliasNode(name: string, source: string): NodeMessage {
  return { name: ALIAS_NODE + name, opType: 'Identity', input: [source], output: [name] };
}

function valueInfo(graph: Graph, name: string, value: Value): ValueInfoMessage {
  return { ...carried(graph, `value ${name}`, 'ValueInfoProto'), name, type: encodeType(value.type) };
}
