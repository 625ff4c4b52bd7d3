import { loadJson } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import type { DType } from '../ir/dtype.js';
import { Graph } from '../ir/graph.js';
import { param, scopeOf } from '../ir/scope.js';
import { fromNumbers, toNumbers } from '../ir/tensor-data.js';
import { adaptInputChannels, adaptWeights } from './adapt.js';
import { bindWeights } from './bind.js';
import type { WeightNote } from './checkpoint.js';
import { type LazyTensor, memoryTensor } from './lazy-tensor.js';

interface Stored {
  dtype: DType;
  shape: number[];
  values: number[];
}

const golden = loadJson<Record<string, Record<string, Stored>>>('adapt_input_conv.json');

function tensorOf({ dtype, shape, values }: Stored): LazyTensor {
  return memoryTensor(dtype, shape, fromNumbers(dtype, values));
}

describe('adaptInputChannels', () => {
  const cases = Object.entries(golden).flatMap(([dtype, group]) =>
    Object.keys(group)
      .filter((key) => key !== 'weight')
      .map((channels) => [dtype, Number(channels)] as const),
  );

  it.each(cases)('gives the %s values of timm for %i channels', async (dtype, channels) => {
    const group = golden[dtype] as Record<string, Stored>;
    const adapted = adaptInputChannels(tensorOf(group.weight as Stored), channels);
    const { shape, values } = group[channels] as Stored;
    expect(adapted).toMatchObject({ dtype, shape });
    expect(toNumbers(adapted.dtype, await adapted.read())).toEqual(values.map(Math.fround));
  });

  it('adapts RGB only', () => {
    const tensor = memoryTensor('float32', [1, 4, 1, 1], new Float32Array(4));
    expect(() => adaptInputChannels(tensor, 2)).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});

describe('adaptWeights', () => {
  const shapes = { 'stem.weight': [2, 3, 1, 1], 'stem.bias': [2], 'fc.weight': [5, 2], 'fc.bias': [5] };
  const options = { classifier: 'fc', firstConv: 'stem' };

  function tensors(changes: Record<string, number[]> = {}): Map<string, LazyTensor> {
    return new Map(
      Object.entries({ ...shapes, ...changes }).map(([name, shape]) => [
        name,
        memoryTensor('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1)),
      ]),
    );
  }

  function graph(changes: Record<string, number[] | undefined> = {}): Graph {
    const built = new Graph('net');
    for (const [name, shape] of Object.entries({ ...shapes, ...changes })) {
      const [scope, leaf] = name.split('.') as [string, string];
      if (shape) param(scopeOf(built, scope), leaf, shape, { init: { kind: 'uniform', bound: 0.1 } });
    }
    return built;
  }

  it('changes nothing that fits', () => {
    const given = tensors();
    const notes: WeightNote[] = [];
    const adapted = adaptWeights(graph(), given, { ...options, report: (note) => notes.push(note) });
    expect([...adapted]).toEqual([...given]);
    expect(notes).toEqual([]);
  });

  it('starts a classifier of another size anew and folds the stem', async () => {
    const notes: WeightNote[] = [];
    const net = graph({ 'fc.weight': [7, 2], 'fc.bias': [7], 'stem.weight': [2, 1, 1, 1] });
    const adapted = adaptWeights(net, tensors(), { ...options, report: (note) => notes.push(note) });
    const bound = bindWeights(net, adapted);
    expect(await bound.get('stem.weight')?.read()).toEqual(Float32Array.of(3, 3));
    expect(await bound.get('stem.bias')?.read()).toEqual(Float32Array.of(1, 1));
    const fresh = (await bound.get('fc.weight')?.read()) as Float32Array;
    expect(fresh).toHaveLength(14);
    expect(fresh.every((value) => Math.abs(value) <= 0.1)).toBe(true);
    expect(notes.map(({ kind, names }) => [kind, names])).toEqual([
      ['reinitialised', ['fc.weight', 'fc.bias']],
      ['folded', ['stem.weight']],
    ]);
  });

  it('leaves a classifier out where the network has none', () => {
    const net = graph({ 'fc.weight': undefined, 'fc.bias': undefined });
    const notes: WeightNote[] = [];
    const adapted = adaptWeights(net, tensors(), { ...options, report: (note) => notes.push(note) });
    expect([...bindWeights(net, adapted).keys()]).toEqual(['stem.weight', 'stem.bias']);
    expect(notes).toMatchObject([{ kind: 'dropped', names: ['fc.weight', 'fc.bias'] }]);
  });

  it.each([
    [
      'a missing key of the classifier',
      graph({ 'fc.weight': [7, 2], 'fc.bias': [7] }),
      (t: Map<string, LazyTensor>) => t.delete('fc.bias'),
    ],
    ['a classifier of other features', graph({ 'fc.weight': [7, 4] }), () => {}],
    [
      'an unexpected key',
      graph({ 'fc.weight': [7, 2], 'fc.bias': [7] }),
      (t: Map<string, LazyTensor>) => t.set('fc2.bias', memoryTensor('float32', [1], new Float32Array(1))),
    ],
    ['a stem of another kernel', graph({ 'stem.weight': [2, 1, 3, 3] }), () => {}],
    ['another bias of the stem', graph({ 'stem.bias': [3], 'stem.weight': [2, 1, 1, 1] }), () => {}],
  ])('still refuses %s', (_, net, change) => {
    const given = tensors();
    change(given);
    const adapted = adaptWeights(net, given, options);
    expect(() => bindWeights(net, adapted)).toThrow(expect.objectContaining({ code: 'WEIGHT_MISMATCH' }));
  });
});
