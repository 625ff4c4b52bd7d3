// Graphs that no network of the catalog has, for every target: the compiled graph computes what the graph does.

import { maxRelativeError, runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { encodeOnnx } from '../onnx/index.js';
import { randomGraph, randomWeights } from '../testing/randomGraph.js';
import { seededInput } from '../weights/seeded.js';
import { type CompileOptions, compile } from './index.js';

/** The last two found faults. */
const SEEDS = [...Array(30).keys(), 92, 386];
/** cuda and wasm get the passes that webgpu gets, too. */
const options: readonly CompileOptions[] = [
  { target: 'portable' },
  { target: 'webgpu' },
  { target: 'cpu' },
  { target: 'cpu', block: 4 },
];

describe('compile', () => {
  it('leaves the numbers of random graphs as they are', async () => {
    for (const seed of SEEDS) {
      const { graph, shape } = randomGraph(seed);
      const model = { graph, weights: randomWeights(graph, seed) };
      const run = async (bytes: Uint8Array) =>
        runOnnxruntime(bytes, { x: seededInput('x', shape) }, { optimization: 'disabled' });
      const wanted = await run(await encodeOnnx(model));
      for (const option of options) {
        const found = await run(await encodeOnnx(compile(model, option).model));
        for (const [name, { data, shape: sizes }] of Object.entries(wanted)) {
          const what = `${name} of seed ${seed} for ${JSON.stringify(option)}`;
          expect(found[name]?.shape, what).toEqual(sizes);
          expect(
            maxRelativeError(found[name]?.data as Float32Array, data as Float32Array),
            what,
          ).toBeLessThan(2e-5);
        }
      }
    }
  });
});
