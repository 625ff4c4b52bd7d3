import { processorMs } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { constant, emit, Graph, param, scopeOf, tensorType, Value } from '../ir/index.js';
import { Add, Relu } from '../ops/index.js';
import { nameGraph, pathOfNodeName } from './names.js';

function graphOf() {
  const graph = new Graph('names');
  const x = graph.addInput('x', new Value(tensorType('float32', [2])));
  return { graph, x, s: scopeOf(graph) };
}

describe('nameGraph', () => {
  it('numbers what a path holds several times', () => {
    const { graph, x, s } = graphOf();
    let y = x;
    for (let i = 0; i < 3; i++) y = emit(s('act'), Relu, [y], {});
    y = emit(s, Relu, [y], {});
    graph.setOutputs([{ name: 'y', value: y }]);
    const { nodes, values } = nameGraph(graph);
    expect(graph.nodes.map((node) => nodes.get(node))).toEqual([
      '/act/Relu',
      '/act/Relu_1',
      '/act/Relu_2',
      '/Relu',
    ]);
    expect(graph.nodes.map((node) => values.get(node.output))).toEqual([
      '/act/Relu_output_0',
      '/act/Relu_1_output_0',
      '/act/Relu_2_output_0',
      'y',
    ]);
  });

  it('keeps names once and gives the second of a name another', () => {
    const { graph, x, s } = graphOf();
    const w = param(s, 'w', [2], { init: { kind: 'constant', value: 0 } });
    const fixed = constant([1, 2], [2], 'float32');
    const a = emit(s, Add, [x, w], {});
    const b = emit(s, Add, [a, fixed], {});
    const c = emit(s, Add, [b, b], {});
    const y = emit(s, Add, [c, c], {});
    [a, b, c, fixed].forEach((value, index) => {
      value.name = ['same', 'same', 'w', 'y'][index];
    });
    graph.setOutputs([{ name: 'y', value: y }]);
    const { values } = nameGraph(graph);
    expect([a, b, c, y].map((value) => values.get(value))).toEqual([
      'same',
      '/Add_1_output_0',
      '/Add_2_output_0',
      'y',
    ]);
    expect(values.get(fixed)).toBe('/Add_1_constant_1');
  });

  it('lets a result that is an input of that name be', () => {
    const { graph, x } = graphOf();
    graph.setOutputs([
      { name: 'x', value: x },
      { name: 'other', value: x },
    ]);
    expect(nameGraph(graph).aliases.map(({ name }) => name)).toEqual(['other']);
  });

  it('takes no longer than the graph is long', async () => {
    const { graph, x, s } = graphOf();
    let y = x;
    for (let i = 0; i < 20_000; i++) y = emit(s, Relu, [y], {});
    graph.setOutputs([{ name: 'y', value: y }]);
    // Quadratic time would be minutes.
    expect(await processorMs(() => nameGraph(graph))).toBeLessThan(5000);
  });
});

describe('pathOfNodeName', () => {
  it.each([
    ['/stem.conv/Conv', 'stem.conv'],
    ['/Conv_12', ''],
    ['//a/Conv', '/a'],
    ['Conv', undefined],
    ['Conv_3', undefined],
    ['/stem/Relu', undefined],
    ['/stem/MyConv', undefined],
  ])('%s', (name, path) => expect(pathOfNodeName(name, 'Conv')).toBe(path));
});
