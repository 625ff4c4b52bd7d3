import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { goldenPath, loadGolden } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { Graph } from '../ir/graph.js';
import { param, scopeOf } from '../ir/scope.js';
import { fnv1a, seededInput, seededTensor, seededWeights } from './seeded.js';
import { typedToBytes } from './typed-bytes.js';

const cases = ['networks', 'blocks'].flatMap((folder) =>
  readdirSync(goldenPath(folder)).map((file) => `${folder}/${file}`),
);

/** A graph with these parameters and nothing else. */
function graphOf(shapes: readonly (readonly [name: string, shape: readonly number[]])[]): Graph {
  const graph = new Graph('golden');
  for (const [name, shape] of shapes) {
    const dot = name.lastIndexOf('.');
    const scope = scopeOf(graph, dot < 0 ? '' : name.slice(0, dot));
    param(scope, name.slice(dot + 1), shape, { init: { kind: 'constant', value: 0 } });
  }
  return graph;
}

describe('seeded tensors', () => {
  it('start from the FNV-1a hash of the name', () => {
    expect(['', 'a', 'input', 'conv_stem.weight'].map(fnv1a)).toEqual([
      0x811c9dc5, 0xe40c292c, 0xf9d86f7b, 0xbfc3edd9,
    ]);
  });

  it.each(cases)('are those of %s', { timeout: 60_000 }, async (file) => {
    const golden = loadGolden(file);
    const weights = seededWeights(graphOf(golden.state_dict).params, golden.gain);
    expect([...weights.keys()]).toEqual(golden.state_dict.map(([name]) => name));
    const hash = createHash('sha256');
    for (const tensor of weights.values()) hash.update(typedToBytes(await tensor.read()));
    expect(hash.digest('hex')).toBe(golden.weights_sha256);
    for (const { name, shape, first4 } of golden.inputs) {
      expect([...seededInput(name, shape).data.subarray(0, 4)]).toEqual(first4.map(Math.fround));
    }
  });

  it('refuse names without a rule', () => {
    expect(() => seededTensor('attn.relative_position_bias', [4], 2)).toThrow(
      expect.objectContaining({ code: 'OPTION', path: 'attn.relative_position_bias' }),
    );
  });
});
