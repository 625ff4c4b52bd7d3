// Keys and entries of compiled networks, with Node's SHA-256.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../ir/graph.js';
import { constant, emit, scopeOf } from '../../ir/scope.js';
import { tensorType } from '../../ir/tensor-type.js';
import { Value } from '../../ir/value.js';
import { clip } from '../../ops/clip.js';
import { Conv } from '../../ops/conv.js';
import { decodeCompiledEntry, encodeCompiledEntry } from './compiled-entry.js';
import { type CompiledFacts, compiledKey } from './compiled-key.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

function facts({
  last = 0.5,
  limit = 6,
  ...changes
}: Partial<CompiledFacts> & { last?: number; limit?: number } = {}) {
  const graph = new Graph('small');
  const s = scopeOf(graph);
  const x = graph.addInput('x', new Value(tensorType('float32', [1, 1, 8, 8])));
  const kernel = constant([...new Array(8).fill(0.5), last], [1, 1, 3, 3], 'float32');
  graph.setOutputs([{ name: 'y', value: clip(s, emit(s, Conv, [x, kernel], {}), 0, limit) }]);
  return { graph, weights: 'seeded:1', options: { target: 'cpu', block: 16 }, version: '1.0.0', ...changes };
}

describe('compiledKey', () => {
  const keyOf = (changes: Parameters<typeof facts>[0] = {}) => compiledKey(facts(changes), sha256);

  it('is the same for the same facts in any order', async () => {
    expect(await keyOf()).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyOf({ options: { block: 16, target: 'cpu' } })).toBe(await keyOf());
  });

  it.each<[string, Parameters<typeof facts>[0]]>([
    ['other weights', { weights: 'seeded:2' }],
    ['other options', { options: { target: 'cpu', block: 8 } }],
    ['another version', { version: '1.0.1' }],
    ['another engine', { engine: 'onnxruntime-node 1.30.0' }],
    ['the last digit of a constant, which the text of a graph leaves out', { last: 0.5000001 }],
    ['a limit of an activation', { limit: 5 }],
  ])('differs for %s', async (_what, changes) => {
    expect(await keyOf(changes)).not.toBe(await keyOf());
  });
});

describe('an entry', () => {
  const key = 'a'.repeat(64);
  const entry = { onnx: Uint8Array.from({ length: 300 }, (_, i) => i), about: '{"passes":["é"]}' };

  it('comes back as it was', async () => {
    const bytes = await encodeCompiledEntry(key, entry, sha256);
    expect(await decodeCompiledEntry(key, bytes, sha256)).toEqual(entry);
    // As part of something longer, too.
    const padded = new Uint8Array(bytes.length + 7);
    padded.set(bytes, 7);
    expect(await decodeCompiledEntry(key, padded.subarray(7), sha256)).toEqual(entry);
  });

  it('is nothing under another key', async () => {
    const bytes = await encodeCompiledEntry(key, entry, sha256);
    expect(await decodeCompiledEntry('b'.repeat(64), bytes, sha256)).toBeUndefined();
  });

  it('is nothing once any byte has changed, is missing or was added', async () => {
    const bytes = await encodeCompiledEntry(key, entry, sha256);
    for (let i = 0; i < bytes.length; i++) {
      // Four bytes of the header and eight after the digest are unused.
      if ((i >= 12 && i < 16) || (i >= 56 && i < 64)) continue;
      const damaged = bytes.slice();
      damaged[i] = (damaged[i] as number) ^ 0x10;
      expect(await decodeCompiledEntry(key, damaged, sha256), `byte ${i}`).toBeUndefined();
    }
    for (const length of [0, 7, 63, 64, 128, bytes.length - 1]) {
      expect(await decodeCompiledEntry(key, bytes.subarray(0, length), sha256)).toBeUndefined();
    }
    expect(await decodeCompiledEntry(key, Uint8Array.of(...bytes, 0), sha256)).toBeUndefined();
  });
});
