// Editing graphs.

import { describe, expect, it } from 'vitest';
import { Add } from '../ops/add.js';
import { Conv } from '../ops/conv.js';
import { Relu, relu } from '../ops/relu.js';
import { Reshape } from '../ops/reshape.js';
import { split } from '../ops/split.js';
import { bindDims } from './bind-dims.js';
import { createNode } from './create-node.js';
import { symbolicDim } from './dim.js';
import { Graph, isOp } from './graph.js';
import type { Node } from './node.js';
import { printGraph } from './print.js';
import { constant, emit, param, scopeOf } from './scope.js';
import { tensorType } from './tensor-type.js';
import { Constant, Value } from './value.js';
import { verify } from './verify.js';

const ones = { kind: 'constant', value: 1 } as const;

/** x -> conv -> relu -> + 1 -> y, and a branch nobody reads. */
function sample() {
  const graph = new Graph('sample');
  const s = scopeOf(graph);
  const x = graph.addInput('x', new Value(tensorType('float32', [symbolicDim('N'), 3, 8, 8])));
  const weight = param(s('conv1'), 'weight', [4, 3, 1, 1], { init: ones });
  const conv = emit(s('conv1'), Conv, [x, weight], { strides: [2, 2] });
  const act = relu(s, conv);
  const one = constant([1], [], 'float32');
  const sum = emit(s('add'), Add, [act, one], {});
  const spare = param(s('spare'), 'weight', [4, 1, 1], { init: ones });
  const dead = emit(s('spare'), Add, [conv, spare], {});
  graph.setOutputs([{ name: 'y', value: sum }]);
  graph.metadata.set('gossamer', 'test');
  return { graph, s, x, weight, conv, act, one, sum, spare, dead };
}

const nodeOf = (value: Value): Node => value.producer as Node;

describe('inputs, parameters and outputs', () => {
  it('have names of their own', () => {
    const { graph, sum, x } = sample();
    expect(() => graph.addInput('x', new Value(x.type))).toThrow(expect.objectContaining({ code: 'GRAPH' }));
    expect(() =>
      graph.setOutputs([
        { name: 'a', value: sum },
        { name: 'a', value: x },
      ]),
    ).toThrow('repeat');
    graph.setOutputs([
      { name: 'a', value: sum },
      { name: 'b', value: sum },
    ]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('uses', () => {
  it('lists every place a value is read', () => {
    const { graph, s, conv, act, dead, one, sum } = sample();
    expect(graph.uses().get(conv)).toEqual([
      { node: nodeOf(act), index: 0 },
      { node: nodeOf(dead), index: 0 },
    ]);
    const twice = emit(s, Add, [act, act], {});
    expect(graph.uses().get(act)?.slice(1)).toEqual([
      { node: nodeOf(twice), index: 0 },
      { node: nodeOf(twice), index: 1 },
    ]);
    expect(graph.uses().get(one)).toHaveLength(1);
    expect(graph.uses().get(sum)).toBeUndefined();
  });
});

describe('replace', () => {
  it('makes all readers read another value', () => {
    const { graph, conv, act, sum, one } = sample();
    graph.replace(act, conv);
    expect(nodeOf(sum).inputs).toEqual([conv, one]);
    graph.replace(sum, act);
    expect(graph.outputs).toEqual([{ name: 'y', value: act }]);
  });

  it('refuses a value of another type', () => {
    const { graph, x, conv, sum } = sample();
    const integers = new Value(tensorType('int64', conv.type.shape));
    for (const to of [x, integers]) {
      expect(() => graph.replace(conv, to)).toThrow(
        expect.objectContaining({ code: 'GRAPH', path: 'conv1' }),
      );
    }
    expect(graph.outputs[0]?.value).toBe(sum);
  });

  it('of one input touches no other', () => {
    const { graph, conv, sum, act } = sample();
    graph.setInput(nodeOf(sum), 1, act);
    expect(nodeOf(sum).inputs).toEqual([act, act]);
    expect(nodeOf(act).inputs).toEqual([conv]);
  });
});

describe('replace', () => {
  it('takes a node of unknown size for another one', () => {
    const graph = new Graph('open');
    const s = scopeOf(graph);
    const x = graph.addInput('x', new Value(tensorType('float32', [2, 6])));
    const a = graph.addInput('a', new Value(tensorType('int64', [2])));
    const [first, again] = [emit(s, Reshape, [x, a], {}), emit(s, Reshape, [x, a], {})];
    graph.setOutputs([{ name: 'y', value: emit(s, Relu, [first], {}) }]);
    graph.replace(first, again);
    graph.erase(nodeOf(first));
    verify(graph);
    expect(() => graph.replace(again, x)).toThrow('cannot replace');
  });
});

describe('insert', () => {
  it('puts a node in front of another', () => {
    const { graph, conv, act } = sample();
    const node = createNode(Relu, [conv], {});
    graph.insert(node, nodeOf(act));
    expect(graph.nodes.indexOf(node)).toBe(graph.nodes.indexOf(nodeOf(act)) - 1);
    graph.setInput(nodeOf(act), 0, node.output);
    verify(graph);
  });

  it('refuses a place in another graph', () => {
    const { graph, conv } = sample();
    const other = sample();
    const node = createNode(Relu, [conv], {});
    expect(() => graph.insert(node, nodeOf(other.act))).toThrow(expect.objectContaining({ code: 'GRAPH' }));
  });
});

describe('erase', () => {
  it('removes what nobody reads, also several at once', () => {
    const { graph, s, dead } = sample();
    const after = relu(s, dead);
    graph.erase(nodeOf(dead), nodeOf(after));
    expect(graph.nodes).toHaveLength(3);
  });

  it('refuses what a node or an output reads, and changes nothing', () => {
    const { graph, conv, sum } = sample();
    for (const value of [conv, sum]) {
      expect(() => graph.erase(nodeOf(value))).toThrow(expect.objectContaining({ code: 'GRAPH' }));
    }
    expect(graph.nodes).toHaveLength(4);
  });
});

describe('prune', () => {
  it('drops nodes and parameters no output depends on', () => {
    const { graph, spare } = sample();
    expect(graph.prune()).toEqual({ nodes: 1, params: 1 });
    expect(graph.params.has(spare.name)).toBe(false);
    expect(graph.params.has('conv1.weight')).toBe(true);
    expect(graph.prune()).toEqual({ nodes: 0, params: 0 });
    verify(graph);
  });

  it('keeps a node one of whose outputs is read', () => {
    const { graph, s, act } = sample();
    const [first, second] = split(s, act, [1, 3]);
    graph.setOutputs([{ name: 'y', value: second as Value }]);
    graph.prune();
    expect(graph.nodes).toContain(nodeOf(first as Value));
  });
});

describe('clone', () => {
  it('is the same graph in new values', () => {
    const { graph, act } = sample();
    act.name = 'kept';
    const copy = graph.clone();
    expect(printGraph(copy)).toBe(printGraph(graph));
    expect([...copy.metadata]).toEqual([...graph.metadata]);
    expect([...copy.params.keys()]).toEqual([...graph.params.keys()]);
    expect(copy.nodes.map((node) => node.output.name)).toContain('kept');
    verify(copy);
    const old = new Set<Value>(graph.nodes.flatMap((node) => [...node.outputs, ...node.inputs] as Value[]));
    const shared = copy.nodes.flatMap((node) => node.inputs).filter((value) => value && old.has(value));
    expect(shared).toEqual([]);
  });

  it('shares constant data and does not follow later changes', () => {
    const { graph, one, conv } = sample();
    const copy = graph.clone();
    const constants = copy.nodes.flatMap((node) => node.inputs).filter((value) => value instanceof Constant);
    expect(constants.map((value) => value.data)).toEqual([one.data]);
    expect(constants[0]?.data).toBe(one.data);
    graph.setOutputs([{ name: 'z', value: conv }]);
    graph.prune();
    expect(copy.nodes).toHaveLength(4);
    expect(copy.outputs[0]?.name).toBe('y');
  });

  it('refuses a graph that reads from another', () => {
    const { graph, act } = sample();
    graph.setInput(nodeOf(act), 0, sample().conv);
    expect(() => graph.clone()).toThrow(expect.objectContaining({ code: 'GRAPH', within: 'sample' }));
  });
});

describe('isOp', () => {
  it('narrows a node to its op', () => {
    const node = nodeOf(sample().conv);
    expect(isOp(node, Conv) && node.attrs.strides).toEqual([2, 2]);
    expect(isOp(node, Relu)).toBe(false);
    expect(isOp(undefined, Relu)).toBe(false);
  });
});

describe('insert', () => {
  it('keeps sizes apart that only running tells, of one op at one path too', () => {
    const graph = new Graph('open');
    const s = scopeOf(graph);
    const x = graph.addInput('x', new Value(tensorType('float32', [2, 6])));
    const [a, b] = ['a', 'b'].map((name) => graph.addInput(name, new Value(tensorType('int64', [1])))) as [
      Value,
      Value,
    ];
    const reshape = (value: Value, shape: Value): Value => emit(s, Reshape, [value, shape], {});
    const first = reshape(x, a);
    const outputs = [first, reshape(x, b), reshape(first, b), emit(s, Relu, [first], {})];
    graph.setOutputs(outputs.map((value, i) => ({ name: `y${i}`, value })));
    const sizes = (of: Graph) => of.outputs.map(({ value }) => String(value.type.shape));
    expect(sizes(graph)).toEqual(['?Reshape.0', '?Reshape.0_1', '?Reshape.0_1_1', '?Reshape.0']);
    expect(sizes(graph.clone())).toEqual(sizes(graph));
    expect(sizes(bindDims(graph, {}))).toEqual(sizes(graph));
    verify(graph);
  });
});
