// The network a program stands for: what it exports by default.

import { Graph, OptionError } from '@gossamer/core';
import { createModel, type ModelSpec, type Network } from '@gossamer/models';

const HINT = 'end the program with `export default graph`, a network of createModel, or a model spec';

/** @throws OptionError where a program exports nothing that is a network */
export async function networkOf(exported: unknown): Promise<Graph> {
  const value = await exported;
  if (value instanceof Graph) return checked(value);
  if (isRecord(value) && value.graph instanceof Graph) return checked((value as unknown as Network).graph);
  if (isRecord(value) && isRecord(value.family) && typeof value.family.backbone === 'function')
    return createModel(value as unknown as ModelSpec).graph;
  throw new OptionError(`the program exports ${value === undefined ? 'nothing' : 'no network'} by default`, {
    hint: HINT,
  });
}

function checked(graph: Graph): Graph {
  if (graph.outputs.length > 0) return graph;
  throw new OptionError('the graph has no outputs', {
    within: graph.name,
    hint: 'call graph.setOutputs([...])',
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
