// The rule of SPEC.md, written out once more: every golden's weights must hash to what it states.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goldenPath, loadGolden } from './index.js';

const cases = ['networks', 'blocks'].flatMap((folder) =>
  readdirSync(goldenPath(folder)).map((file) => `${folder}/${file}`),
);

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function uniform(seed: number, index: number): number {
  let x = (seed + Math.imul(index, 0x9e3779b9)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 8) / 2 ** 24;
}

function valueRule(leaf: string, shape: number[], gain: number): (u: number) => number {
  if (leaf === 'running_mean' || leaf === 'bias') return (u) => (2 * u - 1) * 0.1;
  if (leaf === 'gamma' || leaf === 'layer_scale') return (u) => 0.25 + 0.5 * u;
  if (leaf === 'running_var' || shape.length === 1) return (u) => 0.5 + u;
  const limit = Math.sqrt((3 * gain) / shape.slice(1).reduce((a, b) => a * b, 1));
  return (u) => (2 * u - 1) * limit;
}

function weights(name: string, shape: number[], gain: number): Float32Array {
  const seed = fnv1a(name);
  const value = valueRule(name.slice(name.lastIndexOf('.') + 1), shape, gain);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(uniform(seed, i)));
}

describe('goldens', () => {
  it.each(cases)('%s states the hash of its own weights', { timeout: 60_000 }, (file) => {
    const golden = loadGolden(file);
    const hash = createHash('sha256');
    for (const [name, shape] of golden.state_dict) hash.update(weights(name, shape, golden.gain));
    expect(hash.digest('hex')).toBe(golden.weights_sha256);
    for (const input of golden.inputs) {
      const seed = fnv1a(input.name);
      const first4 = input.first4.map((_, i) => Math.fround((2 * uniform(seed, i) - 1) * 2));
      expect(first4).toEqual(input.first4.map(Math.fround));
    }
  });
});
