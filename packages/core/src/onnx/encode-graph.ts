// A graph as an ONNX message, without the data of its parameters.

import { create } from '@bufbuild/protobuf';
import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { splitOpName } from '../ir/op.js';
import { Constant, type Value } from '../ir/value.js';
import { encodeAttr, encodeAttrs } from './encode-attrs.js';
import { encodeType } from './encode-type.js';
import {
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './gen/onnx_pb.js';
import { type GraphNames, nameGraph } from './names.js';

/** Marks an Identity that only gives an output its name; decoding takes it away again. */
export const ALIAS_NODE = '/gossamer.output/';

/** Nodes, inputs, outputs and the types in between. Constants become Constant nodes before their first reader. */
export function encodeGraph(graph: Graph): GraphProto {
  const names = nameGraph(graph);
  const writer = new NodeWriter(names);
  for (const node of graph.nodes) writer.node(node);
  for (const { value } of graph.outputs) writer.constant(value);
  const inner = writer.computed.filter((value) => !graph.outputs.some((output) => output.value === value));
  return create(GraphProtoSchema, {
    name: graph.name,
    node: [...writer.nodes, ...names.aliases.map(({ name, value }) => aliasNode(name, writer.nameOf(value)))],
    input: graph.inputs.map(({ name, value }) => valueInfo(name, value)),
    output: graph.outputs.map(({ name, value }) => valueInfo(name, value)),
    valueInfo: inner.map((value) => valueInfo(writer.nameOf(value), value)),
  });
}

class NodeWriter {
  readonly nodes: NodeProto[] = [];
  readonly computed: Value[] = [];
  readonly #written = new Set<Constant>();

  constructor(readonly names: GraphNames) {}

  nameOf(value: Value | undefined): string {
    return value === undefined ? '' : (this.names.values.get(value) as string);
  }

  node(node: Node): void {
    for (const value of node.inputs) this.constant(value);
    const [domain, opType] = splitOpName(node.op.name);
    const message = create(NodeProtoSchema, {
      name: this.names.nodes.get(node) as string,
      opType,
      input: node.inputs.map((value) => this.nameOf(value)),
      output: node.outputs.map((value) => this.nameOf(value)),
      attribute: encodeAttrs(node),
    });
    if (domain !== '') message.domain = domain;
    this.nodes.push(message);
    this.computed.push(...node.outputs);
  }

  constant(value: Value | undefined): void {
    if (!(value instanceof Constant) || this.#written.has(value)) return;
    this.#written.add(value);
    this.nodes.push(
      create(NodeProtoSchema, {
        opType: 'Constant',
        output: [this.nameOf(value)],
        attribute: [encodeAttr('value', 'tensor', value)],
      }),
    );
  }
}

function aliasNode(name: string, source: string): NodeProto {
  return create(NodeProtoSchema, {
    name: ALIAS_NODE + name,
    opType: 'Identity',
    input: [source],
    output: [name],
  });
}

function valueInfo(name: string, value: Value): ValueInfoProto {
  return create(ValueInfoProtoSchema, { name, type: encodeType(value.type) });
}
