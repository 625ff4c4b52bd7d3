// A classifier for small grey pictures: blocks are functions of a scope, a value and options.

import {
  convNormAct,
  depthwiseSeparable,
  flattenChannels,
  globalAveragePool,
  hardSwish,
  invertedResidual,
  linear,
  squeezeExcite,
} from '@gossamer/blocks';
import { Graph, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';

const classes = 10;

const graph = new Graph('grey-classifier');
const s = scopeOf(graph);
let x = graph.addInput('pixel_values', new Value(tensorType('float32', [symbolicDim('N'), 1, 28, 28])));
x = convNormAct(s('stem'), x, { out: 16, kernel: 3, act: hardSwish });
x = depthwiseSeparable(s('blocks')(0), x, { out: 24, stride: 2, act: hardSwish });
x = invertedResidual(s('blocks')(1), x, {
  out: 40,
  stride: 2,
  expand: 3,
  act: hardSwish,
  se: squeezeExcite(),
});
x = invertedResidual(s('blocks')(2), x, { out: 40, expand: 3, act: hardSwish, se: squeezeExcite() });
const vector = flattenChannels(s, globalAveragePool(s, x));
graph.setOutputs([{ name: 'logits', value: linear(s('classifier'), vector, { out: classes }) }]);

export default graph;
