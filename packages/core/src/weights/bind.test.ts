import { processorMs } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { Graph } from '../ir/graph.js';
import { param, scopeOf } from '../ir/scope.js';
import { tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { type BindOptions, bindWeights } from './bind.js';
import type { CheckpointTensor, WeightNote } from './checkpoint.js';
import { type LazyTensor, memoryTensor } from './lazy-tensor.js';
import { matchWeights } from './match.js';

function network(): Graph {
  const graph = new Graph('net');
  const init = { kind: 'constant', value: 0 } as const;
  graph.addInput('x', new Value(tensorType('float32', [1, 3])));
  param(scopeOf(graph, 'conv_stem'), 'weight', [2, 3], { init });
  param(scopeOf(graph, 'bn1'), 'running_mean', [2], { init, role: 'statistic' });
  param(scopeOf(graph, 'classifier'), 'weight', [4, 2], { init });
  return graph;
}

const FITTING = { 'conv_stem.weight': [2, 3], 'bn1.running_mean': [2], 'classifier.weight': [4, 2] };

function tensorsOf(shapes: Record<string, readonly number[]>): Map<string, LazyTensor> {
  return new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      memoryTensor('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1))),
    ]),
  );
}

function bound(shapes: Record<string, readonly number[]>, options: BindOptions = {}) {
  const notes: WeightNote[] = [];
  const weights = bindWeights(network(), tensorsOf(shapes), {
    ...options,
    report: (note) => notes.push(note),
  });
  return { names: [...weights.keys()], notes: notes.map(({ kind, message }) => `${kind}: ${message}`) };
}

describe('bindWeights', () => {
  it('gives one tensor for each parameter, in their order', () => {
    const reversed = Object.fromEntries(Object.entries(FITTING).reverse());
    expect(bound(reversed)).toEqual({ names: Object.keys(FITTING), notes: [] });
  });

  it('does not count the steps of BatchNorm', () => {
    expect(bound({ ...FITTING, 'bn1.num_batches_tracked': [] }).notes).toEqual([]);
  });

  it('does not count the models that an AveragedModel is the mean of', () => {
    const averaged = Object.fromEntries(
      Object.entries(FITTING).map(([name, shape]) => [`module.${name}`, shape]),
    );
    expect(bound({ n_averaged: [], ...averaged })).toEqual({
      names: Object.keys(FITTING),
      notes: ['prefix: removed "module." from the start of every name'],
    });
  });

  it('reports everything at once, each with its nearest', () => {
    const wrong = {
      'conv_stm.weight': [2, 3],
      'bn1.running_mean': [2],
      'bn1.running_var': [2],
      'classifier.weight': [2, 4],
    };
    expect(() =>
      bindWeights(network(), tensorsOf(wrong), { source: 'tiny.pth' }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [WeightMismatchError: the checkpoint tiny.pth does not fit: 1 missing, 2 unexpected, 1 mis-shaped
        missing conv_stem.weight [2,3]; the checkpoint has conv_stm.weight
        unexpected conv_stm.weight [2,3]; the network has conv_stem.weight
        unexpected bn1.running_var [2]
        mis-shaped classifier.weight: needs float32[4,2], found float32[2,4]
        at <root> in net
        check that this is the checkpoint of this network; a source with other names needs a rename]
    `);
  });

  it.each([
    [
      { 'classifier.weight': [3, 2], 'classifier.bias': [3] },
      'build the network with numClasses: 3, or say adapt',
    ],
    [{ 'conv_stem.weight': [2, 1] }, 'build the network with inChans: 1, or say adapt'],
    [
      { 'conv_stem.weight': [2, 1], 'classifier.weight': [3, 2], 'classifier.bias': [3] },
      'numClasses and inChans',
    ],
    [{ 'classifier.weight': [4, 5] }, 'classifier.weight reads 5 channels in the checkpoint and 2 here'],
    [{ 'head.weight': [3] }, 'bindCheckpoint leaves out a classifier'],
    [{ 'onnx::Conv_538': [2, 3] }, 'weights of an exported graph'],
    [{ 'conv_stem.folded_bias': [2] }, 'weights of an exported graph'],
  ])('says what to do about %j', (other, words) => {
    const net = network();
    param(scopeOf(net)('classifier'), 'bias', [4], { init: { kind: 'constant', value: 0 } });
    const tensors = tensorsOf({ ...FITTING, 'classifier.bias': [4], ...other });
    expect(() => bindWeights(net, tensors)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(words) }),
    );
  });

  it('has the same facts for programs', () => {
    const wrong = { 'bn1.running_mean': [2], 'classifier.weight': [4, 3], extra: [1] };
    const facts = {
      missing: ['conv_stem.weight'],
      unexpected: ['extra'],
      misshaped: [{ name: 'classifier.weight', expected: 'float32[4,2]', found: 'float32[4,3]' }],
    };
    expect(matchWeights(network(), tensorsOf(wrong))).toEqual(facts);
    expect(() => bindWeights(network(), tensorsOf(wrong))).toThrow(
      expect.objectContaining({ code: 'WEIGHT_MISMATCH', details: facts, within: 'net' }),
    );
  });

  it('refuses a transposed tensor of the same size', () => {
    expect(() => bound({ ...FITTING, 'classifier.weight': [2, 4] })).toThrow(/mis-shaped classifier.weight/);
  });

  it('removes wrappers that every name has, and says so', () => {
    const wrapped = Object.fromEntries(
      Object.entries(FITTING).map(([name, shape]) => [`module.model.${name}`, shape]),
    );
    const { names, notes } = bound({ ...wrapped, 'module.model.bn1.num_batches_tracked': [] });
    expect(names).toEqual(Object.keys(FITTING));
    expect(notes).toEqual(['prefix: removed "module.model." from the start of every name']);
  });

  it('removes no wrapper that only some names have', () => {
    const { 'bn1.running_mean': mean, ...rest } = FITTING;
    expect(() => bound({ ...rest, 'module.bn1.running_mean': mean })).toThrow(
      /missing bn1.running_mean \[2\]; the checkpoint has module.bn1.running_mean/,
    );
  });

  it('names a prefix that would help', () => {
    const wrapped = Object.fromEntries(
      Object.entries(FITTING).map(([name, shape]) => [`backbone.${name}`, shape]),
    );
    expect(() => bound(wrapped)).toThrow(/pass prefixes: \["backbone."\]/);
    expect(bound(wrapped, { prefixes: ['backbone.'] }).names).toEqual(Object.keys(FITTING));
  });

  it('renames by a table or a function', () => {
    const { 'bn1.running_mean': mean, ...rest } = FITTING;
    const foreign = { ...rest, 'norm.mean': mean };
    expect(bound(foreign, { rename: { 'norm.mean': 'bn1.running_mean' } }).notes).toEqual([]);
    expect(bound(foreign, { rename: new Map([['norm.mean', 'bn1.running_mean']]) }).notes).toEqual([]);
    expect(bound(foreign, { rename: (name) => name.replace('norm.mean', 'bn1.running_mean') }).notes).toEqual(
      [],
    );
    expect(() => bound(FITTING, { rename: () => 'same' })).toThrow(
      expect.objectContaining({ code: 'FORMAT', path: 'bn1.running_mean' }),
    );
  });

  it('leaves out only what is asked for and has no place', () => {
    const more = { ...FITTING, 'head.weight': [1], 'head.bias': [1] };
    expect(() => bound(more)).toThrow(/2 unexpected/);
    expect(bound(more, { drop: () => true }).notes).toEqual([
      'dropped: left out 2 tensors the network has no place for',
    ]);
    expect(() => bound(more, { drop: (name) => name === 'head.bias' })).toThrow(/1 unexpected/);
  });

  it('converts floats when they are read, and says so', async () => {
    const tensors = tensorsOf(FITTING);
    tensors.set('bn1.running_mean', memoryTensor('bfloat16', [2], Uint16Array.of(0x3f80, 0xc000)));
    const notes: WeightNote[] = [];
    const weights = bindWeights(network(), tensors, { report: (note) => notes.push(note) });
    expect(weights.get('bn1.running_mean')?.dtype).toBe('float32');
    expect(await weights.get('bn1.running_mean')?.read()).toEqual(Float32Array.of(1, -2));
    expect(notes).toMatchObject([{ kind: 'converted', names: ['bn1.running_mean'] }]);
  });

  it('takes no integers for floats', () => {
    const tensors = tensorsOf(FITTING).set(
      'bn1.running_mean',
      memoryTensor('int64', [2], new BigInt64Array(2)),
    );
    expect(() => bindWeights(network(), tensors)).toThrow(/needs float32\[2\], found int64\[2\]/);
  });

  it.each([undefined, {}, { tensors: new Map() }])('wants a map of tensors, not %j', (tensors) => {
    const given = tensors as unknown as ReadonlyMap<string, CheckpointTensor>;
    expect(() => bindWeights(network(), given)).toThrow(/a map of tensors by name(.|\n)*`tensors`/);
  });

  it('reads nothing', () => {
    const tensors = tensorsOf(FITTING);
    for (const [name, tensor] of tensors) {
      tensors.set(name, { ...tensor, read: () => Promise.reject(new Error('was read')) });
    }
    expect(bindWeights(network(), tensors).size).toBe(3);
  });

  it('fails quickly on thousands of foreign names', async () => {
    const foreign = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`layer.${i}.${'deep.'.repeat(i % 30)}weight`, [1]]),
    );
    const ms = await processorMs(() => expect(() => bound(foreign)).toThrow(/20000 unexpected/));
    expect(ms).toBeLessThan(1000);
  });
});
