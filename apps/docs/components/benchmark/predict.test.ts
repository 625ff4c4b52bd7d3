// Predictions find the costs that made up the times, and no network predicts itself.

import { loweredLayers, roofline } from '@gossamer/core/analysis';
import { create } from '@gossamer/models/catalog';
import { expect, it } from 'vitest';
import type { Contestant } from './contestant.js';
import { medianError, predictions } from './predict.js';
import type { Result } from './result.js';
import { VARIED } from './setting.js';
import { linearTicks, logTicks } from './ticks.js';

/** Times a device with known limits would take. */
async function resultOn(model: (typeof VARIED)[number]): Promise<Result> {
  const { graph } = await create(model, { batch: 1 });
  const layers = loweredLayers(graph);
  const device = {
    name: 'known',
    macsPerSecond: 20e9,
    bytesPerSecond: 8e9,
    overheadSeconds: 5e-6,
    source: 'this test',
  };
  const p50 = 1000 * roofline(layers, device).seconds;
  const contestant = { setting: { model, device: 'module', threads: 1 }, layers } as unknown as Contestant;
  return { measured: { contestant, group: 0, rounds: [] }, latency: { p50 } } as unknown as Result;
}

it('predicts each of a dozen networks from the others', async () => {
  const results = await Promise.all(VARIED.map(resultOn));
  const predicted = predictions(results);
  expect(predicted.map(({ model }) => model)).toEqual(VARIED);
  expect(medianError(predicted)).toBeLessThan(0.1);
  // What a network took is not known to its own prediction.
  const slow = results.map((result, index) =>
    index === 3 ? { ...result, latency: { ...result.latency, p50: 1e4 } } : result,
  );
  expect(predictions(slow)[3]?.predictedMs).toBeCloseTo(predicted[3]?.predictedMs ?? 0, 6);
});

it('predicts nothing from fewer than two others', async () => {
  const results = await Promise.all(VARIED.slice(0, 2).map(resultOn));
  expect(predictions(results)).toEqual([]);
});

it('writes round numbers on axes, at least two', () => {
  expect(logTicks(0, 2)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  expect(logTicks(1.01, 1.1)).toHaveLength(3);
  expect(linearTicks(56.3, 75.2)).toEqual([60, 65, 70, 75]);
});
