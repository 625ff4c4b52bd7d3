// The whole way to int8: corrected biases, refusal, and layers that stay float.
import { describe, expect, it } from 'vitest';
import type { Model } from '../ir/model.js';
import { emit } from '../ir/scope.js';
import { Gelu } from '../ops/gelu.js';
import { relu } from '../ops/relu.js';
import { classify, convolve, inputsOf, networkOf, openOnnxruntime } from '../testing/quantizing.js';
import { compareModels, compareOutputs } from './compare.js';
import { calibrate, quantizeInt8 } from './quantize-int8.js';
import { layerSensitivity } from './sensitivity.js';
import { toInt8 } from './to-int8.js';

const SHAPE = [2, 3, 16, 16];
const open = openOnnxruntime;
const samples = inputsOf(SHAPE, 4);
const probes = inputsOf(SHAPE, 4, 'probe');

const small = (): Model =>
  networkOf(SHAPE, (s, x) => {
    const y = relu(s, convolve(s('a'), x, { out: 16, kernel: 3, stride: 2 }));
    const z = relu(s, convolve(s('b'), y, { out: 16, kernel: 3, group: 16 }));
    return classify(s, emit(s, Gelu, [convolve(s('c'), z, { out: 24 })], {}), 10);
  });

describe('toInt8', () => {
  it('gives a model within the bound, and says how near', async () => {
    const { model, comparison, floatLayers } = await toInt8(small(), { open, samples, probes });
    expect(comparison).toMatchObject({ count: 8, top1: 1 });
    expect(comparison.cosine).toBeGreaterThan(0.999);
    expect(floatLayers).toEqual([]);
    const again = await compareModels(small(), model, { open, probes });
    expect(again).toEqual(comparison);
  });

  it('refuses what is below the bound unless forced', async () => {
    const options = { open, samples, probes, bound: { cosine: 1.1, top1: 1 }, maxFloatLayers: 0 };
    await expect(toInt8(small(), options)).rejects.toMatchObject({
      code: 'PASS',
      reason: expect.stringMatching(/^int8 is too far from the float network: cosine [01]\.\d+ \(worst/),
      details: { bound: { cosine: 1.1 }, comparison: { count: 8 } },
    });
    const { comparison } = await toInt8(small(), { ...options, force: true });
    expect(comparison.cosine).toBeLessThan(1);
  });

  it('keeps the worst layers float to reach the bound', async () => {
    const plain = await toInt8(small(), { open, samples, probes });
    const bound = { cosine: plain.comparison.cosine + 1e-6, top1: 1 };
    const mixed = await toInt8(small(), { open, samples, probes, bound, maxFloatLayers: 4 });
    expect(mixed.floatLayers.length).toBeGreaterThan(0);
    expect(mixed.comparison.cosine).toBeGreaterThanOrEqual(bound.cosine);
    const sensitive = await layerSensitivity(await calibrate(small(), { open, samples }), { open, probes });
    expect(mixed.floatLayers).toEqual(sensitive.slice(0, mixed.floatLayers.length).map(({ path }) => path));
  });

  it('keeps as many of the worst layers float as asked for, and says what each loses', async () => {
    const plain = await toInt8(small(), { open, samples, probes });
    const mixed = await toInt8(small(), { open, samples, probes, floatLayers: 2, sensitivity: true });
    const [first, second, ...rest] = mixed.sensitivity ?? [];
    expect(mixed.floatLayers).toEqual([first?.path, second?.path]);
    expect(mixed.comparison.sqnr).toBeGreaterThan(plain.comparison.sqnr);
    const losses = (mixed.sensitivity ?? []).map(({ comparison }) => comparison.sqnr);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    // Three convolutions and the classifier.
    expect(rest).toHaveLength(2);
    expect(plain.sensitivity).toBeUndefined();
  });

  it('refuses broken networks', async () => {
    const model = small();
    const [name] = [...model.weights.keys()] as [string];
    const tensor = model.weights.get(name) as { shape: readonly number[] };
    const size = tensor.shape.reduce((a, b) => a * b, 1);
    const broken = {
      dtype: 'float32' as const,
      shape: tensor.shape,
      read: async () => new Float32Array(size).fill(Number.NaN),
    };
    const weights = new Map(model.weights).set(name, broken);
    await expect(toInt8({ ...model, weights }, { open, samples, probes })).rejects.toMatchObject({
      code: 'PASS',
    });
    await expect(toInt8(small(), { open, samples: [], probes })).rejects.toThrow('nothing to calibrate with');
  });
});

describe('layerSensitivity', () => {
  it('lists every layer with weights, the worst first', async () => {
    const layers = await layerSensitivity(await calibrate(small(), { open, samples }), { open, probes });
    expect(layers.map(({ path }) => path).sort()).toEqual(['a', 'b', 'c', 'fc']);
    const noise = layers.map(({ comparison }) => comparison.sqnr);
    expect(noise).toEqual([...noise].sort((a, b) => a - b));
  });
});

describe('bias correction', () => {
  it('takes the mean error of the outputs away', async () => {
    // One layer of few inputs, so that rounding errors do not average out by themselves.
    const model = networkOf(SHAPE, (s, x) => convolve(s('a'), relu(s, x), { out: 64, kernel: 1 }));
    const calibration = await calibrate(model, { open, samples, equalize: false });
    const [plain, corrected] = await Promise.all(
      [false, true].map((correctBias) =>
        meanError(model, quantizeInt8(calibration, { correctBias, limit: 63 })),
      ),
    );
    expect(corrected).toBeLessThan((plain ?? 0) / 2);
  });
});

describe('compareOutputs', () => {
  it('lets no NaN pass', () => {
    const tensor = (...data: number[]) => ({
      dtype: 'float32' as const,
      shape: [1, 2],
      data: Float32Array.from(data),
    });
    const { cosine, worstCosine } = compareOutputs([[tensor(1, 2)]], [[tensor(1, Number.NaN)]]);
    expect([cosine, worstCosine]).toEqual([Number.NaN, Number.NaN]);
  });
});

/** Mean over channels of |mean over pictures and positions of the difference|. */
async function meanError(model: Model, quantized: Model): Promise<number> {
  const [a, b] = await Promise.all([open(model), open(quantized)]);
  const sums = new Float64Array(64);
  for (const x of probes) {
    const [p, q] = [(await a.run({ x })).y, (await b.run({ x })).y].map((y) => y?.data as Float32Array);
    const inner = (p?.length ?? 0) / (64 * 2);
    p?.forEach((value, i) => {
      const channel = Math.floor(i / inner) % 64;
      sums[channel] = (sums[channel] as number) + value - (q?.[i] as number);
    });
  }
  return sums.reduce((sum, value) => sum + Math.abs(value), 0);
}
