// A graph as an ONNX message, without the data of its parameters.

import { create } from '@bufbuild/protobuf';
import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { splitOpName } from '../ir/op.js';
import { Constant, type Value } from '../ir/value.js';
import { carried, nodeKey } from './carried.js';
import { encodeAttrs } from './encode-attrs.js';
import { encodeTensor } from './encode-tensor.js';
import { encodeType } from './encode-type.js';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './gen/onnx_pb.js';
import { ALIAS_NODE } from './marks.js';
import { type GraphNames, nameGraph } from './names.js';

/** Nodes, inputs, outputs and the types in between. Constants become Constant nodes before their first reader. */
export function encodeGraph(graph: Graph): GraphProto {
  const names = nameGraph(graph);
  const writer = new NodeWriter(graph, names);
  for (const node of graph.nodes) writer.node(node);
  for (const { value } of graph.outputs) writer.constant(value);
  const results = new Set(graph.outputs.map(({ value }) => value));
  const aliases = names.aliases.map(({ name, value }) => aliasNode(name, writer.nameOf(value)));
  return Object.assign(carried(graph, 'graph', GraphProtoSchema), {
    name: graph.name,
    node: [...writer.nodes, ...aliases],
    input: graph.inputs.map(({ name, value }) => valueInfo(graph, name, value)),
    output: graph.outputs.map(({ name, value }) => valueInfo(graph, name, value)),
    valueInfo: writer.computed
      .filter((value) => !results.has(value))
      .map((value) => valueInfo(graph, writer.nameOf(value), value)),
  });
}

class NodeWriter {
  readonly nodes: NodeProto[] = [];
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
    const kept = carried(this.graph, nodeKey(opType, output), NodeProtoSchema);
    const message = Object.assign(kept, {
      name: kept.name || (this.names.nodes.get(node) as string),
      opType,
      input: node.inputs.map((value) => this.nameOf(value)),
      output,
      attribute: encodeAttrs(node),
    });
    if (domain !== '') message.domain = domain;
    this.nodes.push(message);
    this.computed.push(...node.outputs);
  }

  constant(value: Value | undefined): void {
    if (!(value instanceof Constant) || this.#written.has(value)) return;
    this.#written.add(value);
    const output = [this.nameOf(value)];
    const tensor = Object.assign(
      carried(this.graph, `tensor ${output[0]}`, TensorProtoSchema),
      encodeTensor(value.type, value.data),
    );
    this.nodes.push(
      Object.assign(carried(this.graph, nodeKey('Constant', output), NodeProtoSchema), {
        opType: 'Constant',
        output,
        attribute: [
          create(AttributeProtoSchema, {
            name: 'value',
            type: AttributeProto_AttributeType.TENSOR,
            t: tensor,
          }),
        ],
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

function valueInfo(graph: Graph, name: string, value: Value): ValueInfoProto {
  return Object.assign(carried(graph, `value ${name}`, ValueInfoProtoSchema), {
    name,
    type: encodeType(value.type),
  });
}
