// Graphs with their symbolic sizes bound.

import { describe, expect, it } from 'vitest';
import { concat } from '../ops/concat.js';
import { Conv } from '../ops/conv.js';
import { reshape } from '../ops/reshape.js';
import { split } from '../ops/split.js';
import { bindDims } from './bind-dims.js';
import { mulDims, symbolicDim } from './dim.js';
import { Graph } from './graph.js';
import { emit, param, scopeOf } from './scope.js';
import { formatType, tensorType } from './tensor-type.js';
import { Value } from './value.js';
import { verify } from './verify.js';

/** Two strides of 2, an inception-like pair of branches, and a flat view of each picture. */
function sample(): Graph {
  const graph = new Graph('sample');
  const s = scopeOf(graph);
  const shape = [symbolicDim('N'), 3, symbolicDim('H'), symbolicDim('W')];
  const x = graph.addInput('x', new Value(tensorType('float32', shape)));
  const conv = (name: string, input: Value, kernel: number, stride: number): Value => {
    const channels = input.type.shape[1] as number;
    const weight = param(s(name), 'weight', [4, channels, kernel, kernel], {
      init: { kind: 'normal', std: 1 },
    });
    const pad = Math.floor(kernel / 2);
    return emit(s(name), Conv, [input, weight], { strides: [stride, stride], pads: [pad, pad, pad, pad] });
  };
  const stem = conv('stem', x, 3, 2);
  const joined = concat(s, [conv('a', stem, 3, 2), conv('b', stem, 1, 2)]);
  const [left] = split(s, joined, [5, 3]) as [Value, Value];
  graph.setOutputs([
    { name: 'left', value: left },
    { name: 'flat', value: reshape(s, joined, [0, -1]) },
  ]);
  return graph;
}

const typesOf = (graph: Graph): string[] => graph.outputs.map(({ value }) => formatType(value.type));

describe('bindDims', () => {
  it('makes a graph of numbers of a symbolic one', () => {
    const graph = sample();
    expect(typesOf(graph)).toMatchInlineSnapshot(`
      [
        "float32[N,5,floor((H+3)/4),floor((W+3)/4)]",
        "float32[N,8*floor((H+3)/4)*floor((W+3)/4)]",
      ]
    `);
    const bound = bindDims(graph, { N: 2, H: 33, W: 64 });
    expect(typesOf(bound)).toEqual(['float32[2,5,9,16]', 'float32[2,1152]']);
    verify(bound);
    expect([...bound.params.keys()]).toEqual([...graph.params.keys()]);
    expect(bound.nodes.map((node) => node.path)).toEqual(graph.nodes.map((node) => node.path));
  });

  it('keeps what is not named, and may rename', () => {
    const graph = sample();
    expect(typesOf(bindDims(graph, { H: 32, W: 32 }))).toEqual(['float32[N,5,8,8]', 'float32[N,512]']);
    const batch = mulDims(symbolicDim('B'), 2);
    expect(typesOf(bindDims(graph, { N: batch, H: 4, W: 4 }))[1]).toBe('float32[2*B,8]');
    expect(typesOf(graph)[1]).toContain('N');
  });

  it('says where a size is too small', () => {
    const graph = new Graph('net');
    const s = scopeOf(graph);
    const x = graph.addInput('x', new Value(tensorType('float32', [1, 3, symbolicDim('H'), 8])));
    const weight = param(s('stem'), 'weight', [4, 3, 5, 5], { init: { kind: 'normal', std: 1 } });
    graph.setOutputs([{ name: 'y', value: emit(s('stem'), Conv, [x, weight], {}) }]);
    expect(() => bindDims(graph, { H: 4 })).toThrow(
      expect.objectContaining({ code: 'SHAPE', path: 'stem', what: 'Conv' }),
    );
  });
});
