// The functions that build elementwise and layout operators, and the table of all operators.

import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { Graph } from '../ir/graph.js';
import { printGraph } from '../ir/print.js';
import { type Scope, scopeOf } from '../ir/scope.js';
import { formatType, tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { verify } from '../ir/verify.js';
import * as ops from './index.js';

/** The graph a function builds on x: float32[N,8,4,4]. */
function built(build: (s: Scope, x: Value) => Value | readonly Value[]): Graph {
  const graph = new Graph('net');
  const x = graph.addInput('x', new Value(tensorType('float32', [symbolicDim('N'), 8, 4, 4])));
  const outputs = [build(scopeOf(graph), x)].flat();
  graph.setOutputs(outputs.map((value, index) => ({ name: `y${index}`, value })));
  verify(graph);
  return graph;
}

describe('functions that build', () => {
  it('arithmetic', () => {
    const graph = built((s, x) => ops.div(s, ops.mul(s, ops.sub(s, ops.add(s, x, x), x), x), x));
    expect(graph.nodes.map((node) => node.op.name)).toEqual(['Add', 'Sub', 'Mul', 'Div']);
  });

  it('activations', () => {
    const graph = built((s, x) =>
      ops.clip(s, ops.leakyRelu(s, ops.tanh(s, ops.sigmoid(s, ops.relu(s, x))), 0.1), 0, 6),
    );
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph net(%x: float32[N,8,4,4]) {
        %0: float32[N,8,4,4] = Relu(%x)
        %1: float32[N,8,4,4] = Sigmoid(%0)
        %2: float32[N,8,4,4] = Tanh(%1)
        %3: float32[N,8,4,4] = LeakyRelu(%2) {alpha=0.1}
        %4: float32[N,8,4,4] = Clip(%3, float32(0), float32(6))
        return y0=%4
      }"
    `);
  });

  it('limits of the dtype of what they limit', () => {
    const graph = new Graph('net');
    const x = graph.addInput('x', new Value(tensorType('float16', [2])));
    const y = ops.clip(scopeOf(graph), x, undefined, 6);
    expect(y.producer?.inputs.map((value) => value && formatType(value.type))).toEqual([
      'float16[2]',
      undefined,
      'float16[]',
    ]);
    expect(ops.clip(scopeOf(graph), x).producer?.inputs).toHaveLength(1);
  });

  it('pieces of channels, shuffled', () => {
    const graph = built((s, x) => {
      const [a, b] = ops.split(s, x, [2, 6]) as [Value, Value];
      const joined = ops.concat(s, [ops.slice(s, b, 0, 3), a, ops.slice(s, x, -3, 8)]);
      const groups = ops.reshape(s, joined, [0, 2, -1, 4, 4]);
      return ops.reshape(s, ops.transpose(s, groups, [0, 2, 1, 3, 4]), [0, -1, 4, 4]);
    });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph net(%x: float32[N,8,4,4]) {
        %0: float32[N,2,4,4], %1: float32[N,6,4,4] = Split(%x, int64(2,6)) {axis=1}
        %2: float32[N,3,4,4] = Slice(%1, int64(0), int64(3), int64(1))
        %3: float32[N,3,4,4] = Slice(%x, int64(-3), int64(8), int64(1))
        %4: float32[N,8,4,4] = Concat(%2, %0, %3) {axis=1}
        %5: float32[N,2,4,4,4] = Reshape(%4, int64(0,2,-1,4,4))
        %6: float32[N,4,2,4,4] = Transpose(%5) {perm=[0,2,1,3,4]}
        %7: float32[N,8,4,4] = Reshape(%6, int64(0,-1,4,4))
        return y0=%7
      }"
    `);
  });

  it('what heads need', () => {
    const graph = built((s, x) => [
      ops.flatten(s, x),
      ops.squeeze(s, ops.unsqueeze(s, x, 0, -1), 0, -1),
      ops.max(s, x, ops.min(s, x, x), x),
    ]);
    expect(graph.outputs.map(({ value }) => formatType(value.type))).toEqual([
      'float32[N,128]',
      'float32[N,8,4,4]',
      'float32[N,8,4,4]',
    ]);
  });
});

describe('the table of operators', () => {
  const table = Object.entries(ops.ops);

  it.each(table)('%s goes by its own name, is exported, and says from which opset on', (name, op) => {
    expect(op.name).toBe(name);
    expect(ops.findOp(name)).toBe(op);
    expect((ops as Record<string, unknown>)[name.replace('com.microsoft.', '')]).toBe(op);
    expect(op.since).toBeGreaterThanOrEqual(1);
    expect(op.arity[0]).toBeLessThanOrEqual(op.arity[1]);
    expect((op.staticInputs ?? []).every((index) => index < op.arity[1])).toBe(true);
  });

  it('has no others', () => {
    for (const name of ['Abc', '', 'constructor', 'toString', '__proto__'])
      expect(ops.findOp(name)).toBeUndefined();
  });
});
