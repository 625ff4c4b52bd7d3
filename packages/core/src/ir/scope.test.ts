// Scopes: paths, nodes and parameters under them.

import { describe, expect, it } from 'vitest';
import { Add } from '../ops/add.js';
import { Split } from '../ops/split.js';
import { Graph } from './graph.js';
import { constant, emit, emitAll, param, scopeOf } from './scope.js';
import { formatType, tensorType } from './tensor-type.js';
import { Value } from './value.js';

const ones = { kind: 'constant', value: 1 } as const;
const newScope = () => scopeOf(new Graph('net'));

describe('a scope', () => {
  it('spells the paths of a state dict', () => {
    const s = newScope();
    expect(s.path).toBe('');
    expect(s('blocks')(1)(0)('conv_pw').path).toBe('blocks.1.0.conv_pw');
    expect(s('blocks.1').path).toBe('blocks.1');
    expect(scopeOf(s.graph, 'stem')('bn1').path).toBe('stem.bn1');
    expect(s('blocks').graph).toBe(s.graph);
  });
});

describe('emit', () => {
  it('adds the node to the graph, under the path of the scope', () => {
    const s = newScope();
    const x = s.graph.addInput('x', new Value(tensorType('float32', [2, 6])));
    const y = emit(s('a')('b'), Add, [x, x], {});
    expect(s.graph.nodes).toEqual([y.producer]);
    expect(y.producer?.path).toBe('a.b');
    const parts = emitAll(s, Split, [y, constant([1, 5])], { axis: 1 }, 2);
    expect(parts.map((part) => formatType(part.type))).toEqual(['float32[2,1]', 'float32[2,5]']);
  });

  it('leaves the graph alone where the node does not fit', () => {
    const s = newScope();
    const x = new Value(tensorType('float32', [2]));
    const z = new Value(tensorType('float32', [3]));
    expect(() => emit(s, Add, [x, z], {})).toThrow(expect.objectContaining({ code: 'SHAPE', within: 'net' }));
    expect(s.graph.nodes).toHaveLength(0);
  });
});

describe('param', () => {
  it('is listed under its key, with what it needs to start', () => {
    const s = newScope();
    const weight = param(s('conv1'), 'weight', [8, 3, 3, 3], { init: ones });
    const mean = param(s, 'mean', [8], { init: ones, role: 'statistic', dtype: 'float64' });
    expect([...s.graph.params]).toEqual([
      ['conv1.weight', weight],
      ['mean', mean],
    ]);
    expect(weight).toMatchObject({ name: 'conv1.weight', role: 'weight', init: ones });
    expect(formatType(mean.type)).toBe('float64[8]');
    expect(mean.role).toBe('statistic');
  });

  it.each([[0], [-1], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], [2 / 3]])(
    'refuses %d as a dim, saying where',
    (dim) => {
      expect(() => param(newScope()('conv1'), 'weight', [8, dim], { init: ones })).toThrow(
        expect.objectContaining({ code: 'SHAPE', path: 'conv1.weight', within: 'net' }),
      );
    },
  );

  it('refuses the same key twice', () => {
    const s = newScope();
    param(s('conv1'), 'weight', [1], { init: ones });
    expect(() => param(s('conv1'), 'weight', [1], { init: ones })).toThrow(
      expect.objectContaining({
        code: 'GRAPH',
        path: 'conv1.weight',
        hint: expect.stringContaining('scope'),
      }),
    );
  });
});

describe('constant', () => {
  it('is an int64 vector unless told otherwise', () => {
    expect(formatType(constant([1, -1]).type)).toBe('int64[2]');
    expect(constant([1, -1]).data).toEqual(BigInt64Array.of(1n, -1n));
    expect(formatType(constant([6], [], 'float32').type)).toBe('float32[]');
  });
});
