// What int8 and fp16 cost a network that was really trained: figures that random weights cannot give.

import { readFileSync } from 'node:fs';
import type { Tensor } from '@gossamer/core';
import { compile } from '@gossamer/core/compile';
import type { Picture } from '@gossamer/core/image';
import { type Converted, describeComparison, openOn, toHalf, toInt8 } from '@gossamer/core/quantize';
import { bindWeights } from '@gossamer/core/weights';
import { goldenPath } from '@gossamer/goldens';
import { createModel } from '@gossamer/models';
import { decodePicture, nodeRuntime } from '@gossamer/runtime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { nsfwMobilenetv2 } from './network.js';
import { prepare, publishedBytes, publishedModel, publishedWeights } from './published.js';

const SAMPLES = 24;
const PROBES = 60;

const open = openOn(nodeRuntime({ device: 'cpu' }));
let model: ReturnType<typeof compile>['model'];
let samples: Tensor[];
let probes: Tensor[];

beforeAll(async () => {
  const { graph } = createModel(nsfwMobilenetv2, { batch: 1 });
  const tensors = publishedWeights(await publishedModel(), await publishedBytes());
  ({ model } = compile({ graph, weights: bindWeights(graph, tensors) }));
  const crops = await cropsOfPhotographs(SAMPLES + PROBES);
  // Every kind of crop on both sides, no crop on both.
  samples = crops.slice(0, SAMPLES);
  probes = crops.slice(SAMPLES);
});

/** Squares of many sizes, all over three photographs, some mirrored; the same every time. */
async function cropsOfPhotographs(count: number): Promise<Tensor[]> {
  const names = ['chelsea.png', 'coffee.png', 'rocket.jpg'];
  const photographs = await Promise.all(
    names.map((name) => decodePicture(readFileSync(goldenPath(`pictures/${name}`)))),
  );
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, i) => {
    const photograph = photographs[i % photographs.length] as Picture;
    const data = prepare.batch([cropOf(photograph, random, i % 2 === 1)]).slice();
    return { dtype: 'float32', shape: [1, 3, 224, 224], data };
  });
}

function cropOf(photograph: Picture, random: () => number, mirrored: boolean): Picture {
  const { width, height, channels, data } = photograph;
  const size = Math.round(Math.min(width, height) * (0.35 + 0.65 * random()));
  const [left, top] = [Math.floor(random() * (width - size)), Math.floor(random() * (height - size))];
  const crop = new Uint8Array(size * size * channels);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = ((top + y) * width + left + (mirrored ? size - 1 - x : x)) * channels;
      crop.set(data.subarray(from, from + channels), (y * size + x) * channels);
    }
  }
  return { width: size, height: size, channels, data: crop };
}

const report = (what: string, { comparison, floatLayers }: Converted): void => {
  const kept = floatLayers.length === 0 ? '' : `, ${floatLayers.length} layers float`;
  process.stdout.write(`  ${what}: ${describeComparison(comparison)}${kept}\n`);
};

describe('a trained MobileNetV2', () => {
  it('keeps its answers on integers, and needs its biases corrected for that', {
    timeout: 240_000,
  }, async () => {
    const int8 = await toInt8(model, { open, samples, probes });
    report('int8', int8);
    expect(int8.comparison).toMatchObject({ count: PROBES });
    expect(int8.comparison.top1).toBeGreaterThanOrEqual(0.95);
    expect(int8.comparison.cosine).toBeGreaterThan(0.99);
    expect(int8.comparison.sqnr).toBeGreaterThan(24);
    expect(int8.floatLayers).toEqual([]);
    const plain = await toInt8(model, { open, samples, probes, correctBias: false, force: true });
    report('int8 without correction', plain);
    expect(int8.comparison.sqnr).toBeGreaterThan(plain.comparison.sqnr + 2);
  });

  it('gets nearer with its four worst layers float', { timeout: 240_000 }, async () => {
    const few = { open, samples: samples.slice(0, 9), probes: probes.slice(0, 12) };
    const mixed = await toInt8(model, { ...few, floatLayers: 4, sensitivity: true });
    const plain = await toInt8(model, few);
    report('int8, mixed', mixed);
    for (const { path, comparison } of mixed.sensitivity?.slice(0, 4) ?? []) {
      process.stdout.write(`    ${path} alone: ${comparison.sqnr.toFixed(1)} dB\n`);
    }
    expect(mixed.comparison.sqnr).toBeGreaterThan(plain.comparison.sqnr + 1);
  });

  it('keeps its answers in half precision', { timeout: 120_000 }, async () => {
    const half = await toHalf(model, { open, probes });
    report('fp16', half);
    expect(half.comparison).toMatchObject({ count: PROBES, top1: 1 });
    expect(half.comparison.sqnr).toBeGreaterThan(38);
  });
});
