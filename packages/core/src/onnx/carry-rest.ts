// Keeps what a file says beyond its graph, once the graph is built.

import type { Node } from '../ir/node.js';
import { nodeKey } from './carried.js';
import { carry } from './carry.js';
import type { DecodeState } from './decode-state.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from './gen/onnx_pb.js';
import { PRODUCER } from './marks.js';
import { nameGraph } from './names.js';
import type { OnnxFile } from './parse-model.js';

/** Fills `graph.carried`; names that would come out the same anyway are not kept. */
export function carryRest({ graph, sources }: DecodeState, file: OnnxFile): void {
  const ours = file.producerName === PRODUCER ? (['producerName'] as const) : [];
  carry(graph, 'model', ModelProtoSchema, file, [
    'irVersion',
    'graph',
    'opsetImport',
    'metadataProps',
    ...ours,
  ]);
  carry(graph, 'graph', GraphProtoSchema, file.graph, [
    'node',
    'name',
    'initializer',
    'input',
    'output',
    'valueInfo',
  ]);
  for (const info of [...file.graph.input, ...file.graph.valueInfo, ...file.graph.output]) {
    carry(graph, `value ${info.name}`, ValueInfoProtoSchema, info, ['name', 'type']);
  }
  for (const tensor of file.graph.initializer) {
    carry(graph, `tensor ${tensor.name}`, TensorProtoSchema, tensor, TENSOR_FIELDS);
  }
  const { nodes } = nameGraph(graph);
  for (const [made, message] of sources) {
    const name = nodes.get(made as Node) ?? '';
    const own = message.name === name ? (['name'] as const) : [];
    const key = nodeKey(message.opType, message.output);
    carry(graph, key, NodeProtoSchema, message, ['input', 'output', 'opType', 'domain', 'attribute', ...own]);
  }
}

const TENSOR_FIELDS = [
  'name',
  'dims',
  'dataType',
  'floatData',
  'int32Data',
  'int64Data',
  'rawData',
  'doubleData',
  'uint64Data',
  'externalData',
  'dataLocation',
] as const;
