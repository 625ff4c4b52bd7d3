// The text of a graph.

import { expect, it } from 'vitest';
import { clip } from '../ops/clip.js';
import { Constant as ConstantOp } from '../ops/constant.js';
import { Conv } from '../ops/conv.js';
import { leakyRelu } from '../ops/leakyRelu.js';
import { reshape } from '../ops/reshape.js';
import { split } from '../ops/split.js';
import { symbolicDim } from './dim.js';
import { Graph } from './graph.js';
import { printGraph } from './print.js';
import { constant, emit, param, scopeOf } from './scope.js';
import { tensorType } from './tensor-type.js';
import { Value } from './value.js';

it('prints one node a line', () => {
  const graph = new Graph('sample');
  const s = scopeOf(graph);
  const [N, H] = [symbolicDim('N'), symbolicDim('H')];
  const x = graph.addInput('x', new Value(tensorType('float32', [N, 3, H, 32])));
  const stem = s('conv_stem');
  const weight = param(stem, 'weight', [8, 3, 3, 3], { init: { kind: 'normal', std: 1 } });
  const conv = emit(stem, Conv, [x, weight], { strides: [2, 2], pads: [1, 1, 1, 1] });
  const [a, b] = split(s, leakyRelu(s('act'), conv, 0.1), [2, 6]) as [Value, Value];
  const limited = clip(s, b, undefined, 6);
  const table = emit(s('table'), ConstantOp, [], {
    value: { type: tensorType('float32', [9]), data: new Float32Array(9) },
  });
  emit(s('table'), Conv, [x, constant(new Array(27).fill(0), [1, 3, 3, 3], 'float32')], {});
  graph.setOutputs([
    { name: 'features', value: reshape(s, limited, [0, -1]) },
    { name: 'a', value: a },
    { name: 'table', value: table },
  ]);
  expect(printGraph(graph)).toMatchInlineSnapshot(`
    "graph sample(%x: float32[N,3,H,32]) {
      %0: float32[N,8,floor((H+1)/2),16] = Conv(%x, conv_stem.weight) {pads=[1,1,1,1], strides=[2,2]} @conv_stem
      %1: float32[N,8,floor((H+1)/2),16] = LeakyRelu(%0) {alpha=0.1} @act
      %2: float32[N,2,floor((H+1)/2),16], %3: float32[N,6,floor((H+1)/2),16] = Split(%1, int64(2,6)) {axis=1}
      %4: float32[N,6,floor((H+1)/2),16] = Clip(%3, _, float32(6))
      %5: float32[9] = Constant() {value=float32[9]} @table
      %6: float32[N,1,H-2,30] = Conv(%x, float32[1,3,3,3]) @table
      %7: float32[N,96*floor((H+1)/2)] = Reshape(%4, int64(0,-1))
      return features=%7, a=%2, table=%5
    }"
  `);
});
