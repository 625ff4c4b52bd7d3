import { expect, it } from 'vitest';
import { benchResult } from '../testing/bench-results.js';
import { labelled, sizeLabel } from './variant.js';

const labels = (...facts: Omit<Parameters<typeof benchResult>[0], 'wall'>[]) =>
  labelled(facts.map((fact) => benchResult({ wall: [1], ...fact }).variant)).map(({ label }) => label);

it('labels say what tells siblings apart, and no more', () => {
  expect(labels({ model: 'a' }, { model: 'b', size: 256 })).toEqual(['a', 'b']);
  expect(labels({ model: 'a', threads: 1 }, { model: 'a', threads: 2 }, { model: 'b' })).toEqual([
    'a threads=1',
    'a threads=2',
    'b',
  ]);
  expect(labels({ model: 'net.onnx', reference: true }, { model: 'net.onnx' })).toEqual([
    'net.onnx',
    'net.onnx (reference)',
  ]);
});

it('sizes are numbers where they are square', () => {
  expect([sizeLabel([224, 224]), sizeLabel([192, 256])]).toEqual([224, '192x256']);
});
