// A model as plain data, for tests that compare two of them.

import type { Model } from '../ir/model.js';
import { printGraph } from '../ir/print.js';
import { Constant } from '../ir/value.js';
import { bytesOf } from '../onnx/encode-tensor.js';
import { nameGraph } from '../onnx/names.js';

/** Everything that makes two models the same, as plain data: structure, types, attributes, names, weights. */
export async function describeModel({ graph, weights }: Model): Promise<object> {
  const { nodes, values } = nameGraph(graph);
  const constants = graph.nodes.flatMap((node) => node.inputs).filter((value) => value instanceof Constant);
  return {
    graph: printGraph(graph),
    metadata: [...graph.metadata],
    nodes: graph.nodes.map((node) => [nodes.get(node), ...node.outputs.map((value) => values.get(value))]),
    constants: constants.map((value) => [values.get(value), value.type, [...bytesOf(value.data)]]),
    params: [...graph.params.values()].map(({ name, type, role }) => [name, type, role]),
    weights: await Promise.all(
      [...graph.params.keys()].map(async (name) => {
        const data = await weights.get(name)?.read();
        return data && [data.constructor.name, [...bytesOf(data)]];
      }),
    ),
  };
}
