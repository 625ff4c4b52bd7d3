// A block of one's own: half of the channels go through a depthwise convolution, the others stay as they are,
// and a shuffle lets the next block see both.

import { channelShuffle, channels, convNormAct, relu } from '@gossamer/blocks';
import { Graph, OptionError, type Scope, scopeOf, tensorType, Value } from '@gossamer/core';
import { concat, slice } from '@gossamer/core/ops';

interface HalfOptions {
  kernel: number;
}

function half(s: Scope, x: Value, { kernel }: HalfOptions): Value {
  const width = channels(x);
  if (width % 2 !== 0) throw new OptionError(`${width} channels have no halves`, { path: s.path });
  const moved = convNormAct(s, slice(s, x, 0, width / 2), {
    out: width / 2,
    kernel,
    groups: width / 2,
    act: relu,
  });
  return channelShuffle(s, concat(s, [moved, slice(s, x, width / 2, width)]), 2);
}

const graph = new Graph('halves');
const s = scopeOf(graph);
let x = graph.addInput('pixel_values', new Value(tensorType('float32', [1, 3, 64, 64])));
x = convNormAct(s('stem'), x, { out: 32, kernel: 3, stride: 2, act: relu });
for (const [i, kernel] of [3, 5, 7].entries()) x = half(s('blocks')(i), x, { kernel });
graph.setOutputs([{ name: 'features', value: x }]);

export default graph;
