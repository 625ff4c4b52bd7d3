// Similar maps are found where there are some; layers are cut out of networks whole.

import type { Tensor } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { mobilenetv3_small_050 } from '@gossamer/models/mobilenetv3';
import { describe, expect, it } from 'vitest';
import { keepLayer, layerChoices } from './layer-choices.js';
import { similarMaps } from './similar-maps.js';

const tensor = (maps: readonly (readonly number[])[]): Tensor => ({
  dtype: 'float32',
  shape: [1, maps.length, 2, 2],
  data: Float32Array.from(maps.flat()),
});

describe('similar maps', () => {
  it('pairs what differs only in brightness and contrast', () => {
    const map = tensor([
      [0, 1, 2, 3],
      [5, 4, 9, 1],
      [10, 12, 14, 16],
      [7, 7, 7, 7],
      [9, 1, 5, 4],
    ]);
    const { pairs, flat } = similarMaps(map, 5, 1);
    expect(pairs).toEqual([{ a: 0, b: 2, cosine: expect.closeTo(1, 12) }]);
    expect(flat).toEqual([3]);
  });

  it('uses each channel once, best pairs first', () => {
    const map = seededInput('x', [1, 16, 4, 4]);
    const { pairs } = similarMaps(map, 16, 6);
    const used = pairs.flatMap(({ a, b }) => [a, b]);
    expect(new Set(used).size).toBe(used.length);
    expect(pairs.map(({ cosine }) => cosine)).toEqual(
      [...pairs].sort((p, q) => q.cosine - p.cosine).map(({ cosine }) => cosine),
    );
  });
});

describe('a layer of a network', () => {
  it('is what the whole network computes on its way', async () => {
    const build = () => createModel(mobilenetv3_small_050, { batch: 1, size: 64 }).graph;
    const whole = build();
    const [choice] = layerChoices(whole).slice(-1);
    const node = whole.nodes[choice?.index ?? 0];
    whole.setOutputs([...whole.outputs, { name: 'map', value: node?.output as never }]);
    const cut = build();
    keepLayer(cut, choice?.index ?? 0);
    const feeds = { pixel_values: seededInput('pixel_values', [1, 3, 64, 64]) };
    const weights = seededWeights(build().params, 1.5);
    const [expected, found] = await Promise.all([
      interpret({ graph: whole, weights }, feeds),
      interpret({ graph: cut, weights }, feeds),
    ]);
    expect(found.map?.data).toEqual(expected.map?.data);
  });
});
