import { loadGolden } from '@gossamer/goldens';
import { create } from '@gossamer/models/catalog';
import { expect, it } from 'vitest';
import { boundMs, layerWork } from './roofline.js';

it('without a limit of bytes is the multiply-accumulates over the peak', async () => {
  const { graph } = await create('mobilenetv2_100', { batch: 1 });
  const layers = layerWork(graph) ?? [];
  const macs = loadGolden('networks/mobilenetv2_100.json').macs as number;
  expect(boundMs(layers, { operations: 2e6, bytes: Number.POSITIVE_INFINITY })).toBeCloseTo(macs / 1e6, 6);
});

it('takes the longer of the two limits for each layer', () => {
  const layers = [
    { operations: 100, bytes: 10 },
    { operations: 10, bytes: 100 },
  ];
  expect(boundMs(layers, { operations: 10, bytes: 10 })).toBe(20);
  expect(boundMs(layers, { operations: 10, bytes: 100 })).toBe(11);
});

it('is unknown for open sizes', async () => {
  const { graph } = await create('mobilenetv2_100', { batch: 'dynamic' });
  expect(layerWork(graph)).toBeUndefined();
});
