// The layers of a network whose maps can be looked at.

import type { Graph, Value } from '@gossamer/core';

export interface LayerChoice {
  /** Place among the nodes of the graph. */
  readonly index: number;
  /** `blocks.1.0, ReLU: 24 x 56 x 56`. */
  readonly label: string;
}

const SHOWN: Readonly<Record<string, string>> = {
  Relu: 'ReLU',
  Clip: 'ReLU6',
  HardSwish: 'hard swish',
  LeakyRelu: 'leaky ReLU',
  Gelu: 'GELU',
  Add: 'sum',
  Concat: 'concat',
};

/** Results of activations, sums and concats that are maps: at least 7 pixels high, of at least 8 channels. */
export function layerChoices(graph: Graph): readonly LayerChoice[] {
  return graph.nodes.flatMap(({ op, output, path }, index) => {
    const [, channels = 0, height = 0, width = 0] = output.type.shape.map(Number);
    const name = SHOWN[op.name];
    if (name === undefined || height < 7 || channels < 8) return [];
    return [{ index, label: `${path || 'stem'}, ${name}: ${channels} × ${height} × ${width}` }];
  });
}

/** Cuts a network down to what one of its layers needs; the output is called `map`. */
export function keepLayer(graph: Graph, index: number): void {
  const value = graph.nodes[index]?.output as Value;
  graph.setOutputs([{ name: 'map', value }]);
  graph.prune();
}
