// What verify finds wrong with a graph.

import { describe, expect, it } from 'vitest';
import { Add } from '../ops/add.js';
import { relu } from '../ops/relu.js';
import { Reshape } from '../ops/reshape.js';
import { createNode } from './create-node.js';
import { mulDims, symbolicDim } from './dim.js';
import { Graph } from './graph.js';
import type { Node } from './node.js';
import { constant, emit, param, scopeOf } from './scope.js';
import { tensorType } from './tensor-type.js';
import { Parameter, Value } from './value.js';
import { verify } from './verify.js';

const N = symbolicDim('N');

function sample() {
  const graph = new Graph('sample');
  const s = scopeOf(graph);
  const x = graph.addInput('x', new Value(tensorType('float32', [N, 4])));
  const bias = param(s, 'bias', [4], { init: { kind: 'constant', value: 0 } });
  const sum = emit(s('head'), Add, [x, bias], {});
  const act = relu(s('head'), sum);
  graph.setOutputs([{ name: 'y', value: act }]);
  return { graph, s, x, sum, act };
}

const fault = (message: string) =>
  expect.objectContaining({ code: 'GRAPH', within: 'sample', message: expect.stringContaining(message) });

describe('verify', () => {
  it('finds nothing wrong with a graph that is well formed', () => {
    const { graph, s, act } = sample();
    verify(graph);
    const flat = emit(s, Reshape, [act, constant([-1])], {});
    graph.setOutputs([{ name: 'y', value: flat }]);
    verify(graph);
  });

  it('sees a value read before it is computed', () => {
    const { graph, sum, act } = sample();
    const late = createNode(Add, [act, act], {});
    graph.insert(late);
    graph.setInput(sum.producer as Node, 0, late.output);
    expect(() => verify(graph)).toThrow(fault('not computed before it'));
  });

  it('sees a parameter that is not listed', () => {
    const { graph, sum } = sample();
    const stranger = new Parameter(tensorType('float32', [4]), 'stranger', 'weight');
    graph.setInput(sum.producer as Node, 1, stranger);
    expect(() => verify(graph)).toThrow(fault('a parameter "stranger" that is not in graph.params'));
  });

  it('sees types that are not what the ops infer', () => {
    for (const type of [
      tensorType('float32', [N, 5]),
      tensorType('float16', [N, 4]),
      tensorType('float32', [N]),
      tensorType('float32', [mulDims(N, 2), 4]),
    ]) {
      const { graph, sum } = sample();
      sum.type = type;
      expect(() => verify(graph)).toThrow(fault('output 0 is'));
    }
  });

  it('lets a size known only when running be told from elsewhere', () => {
    const { graph, s, act } = sample();
    const shape = graph.addInput('shape', new Value(tensorType('int64', [2])));
    const view = emit(s('view'), Reshape, [act, shape], {});
    view.type = tensorType('float32', [mulDims(N, 2), 2]);
    graph.setOutputs([{ name: 'y', value: view }]);
    verify(graph);
  });

  it('sees outputs that are missing or computed nowhere', () => {
    const { graph, x } = sample();
    graph.setOutputs([{ name: 'y', value: new Value(x.type, 'z') }]);
    expect(() => verify(graph)).toThrow(fault('a value "z"'));
    graph.setOutputs([]);
    expect(() => verify(graph)).toThrow(fault('no outputs'));
  });
});
