// Scaling channels against each other changes nothing in float and much in integers.
import { maxRelativeError } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import type { Model } from '../ir/model.js';
import type { Scope } from '../ir/scope.js';
import type { Tensor } from '../ir/tensor-data.js';
import type { Value } from '../ir/value.js';
import { clip } from '../ops/clip.js';
import { leakyRelu } from '../ops/leakyRelu.js';
import { relu } from '../ops/relu.js';
import { classify, convolve, inputsOf, networkOf, openOnnxruntime } from '../testing/quantizing.js';
import { derivedTensor } from '../weights/lazy-tensor.js';
import { compareModels } from './compare.js';
import { equalizablePairs } from './equalize.js';
import { calibrate, quantizeInt8 } from './quantize-int8.js';

const SHAPE = [1, 3, 12, 12];
const samples = inputsOf(SHAPE, 4);
const probes = inputsOf(SHAPE, 4, 'probe');

/** An inverted residual with the activation given, behind a stem. */
const block = (act: (s: Scope, x: Value) => Value) => (s: Scope, x: Value) => {
  let y = act(s, convolve(s('stem'), x, { out: 8, kernel: 3, stride: 2 }));
  y = act(s, convolve(s('pw'), y, { out: 24 }));
  y = act(s, convolve(s('dw'), y, { out: 24, kernel: 3, group: 24 }));
  return classify(s, convolve(s('pwl'), y, { out: 16 }), 10);
};

/** The network with the channels of `pw` between 2^-6 and 2^6 times what they were, undone in `dw`. */
function unbalanced(model: Model): Model {
  const factor = (channel: number): number => 2 ** (((channel * 5) % 13) - 6);
  const weights = new Map(model.weights);
  const scale = (name: string, change: (value: number, row: number) => number): void => {
    const tensor = weights.get(name) as NonNullable<ReturnType<typeof weights.get>>;
    const rows = tensor.shape[0] as number;
    const compute = (data: Float32Array) =>
      data.map((value, i) => change(value, Math.floor((i * rows) / data.length)));
    weights.set(
      name,
      derivedTensor('float32', tensor.shape, [tensor], (data) => compute(data as Float32Array)),
    );
  };
  scale('pw.weight', (value, row) => value * factor(row));
  scale('pw.bias', (value, row) => value * factor(row));
  scale('dw.weight', (value, row) => value / factor(row));
  return { ...model, weights };
}

const run = async (model: Model, x: Tensor): Promise<Float32Array> => {
  const opened = await openOnnxruntime(model);
  return (await opened.run({ x })).y?.data as Float32Array;
};

describe('equalize', () => {
  it.each([
    ['Relu', relu],
    ['LeakyRelu', (s: Scope, x: Value) => leakyRelu(s, x, 0.1)],
    ['no activation', (_: Scope, x: Value) => x],
    ['a ReLU6 that is never reached', (s: Scope, x: Value) => clip(s, x, 0, 1000)],
  ])('leaves the float network as it is: %s', async (_, act) => {
    const model = unbalanced(networkOf(SHAPE, block(act)));
    const { model: equalized, reports } = await calibrate(model, { open: openOnnxruntime, samples });
    expect(reports.find((report) => report.pass === 'equalize')?.changed).toBe(3);
    for (const probe of probes)
      expect(maxRelativeError(await run(equalized, probe), await run(model, probe))).toBeLessThan(1e-5);
  });

  it('saves an unbalanced depthwise network', async () => {
    const model = unbalanced(networkOf(SHAPE, block(relu)));
    const [plain, equalized] = await Promise.all(
      [false, true].map(async (equalize) => {
        const calibration = await calibrate(model, { open: openOnnxruntime, samples, equalize });
        return compareModels(model, quantizeInt8(calibration), { open: openOnnxruntime, probes });
      }),
    );
    expect(equalized?.sqnr).toBeGreaterThan((plain?.sqnr ?? 0) + 10);
    expect(equalized?.sqnr).toBeGreaterThan(25);
  });

  it('does not scale through limits, and not where somebody else reads', () => {
    const limited = networkOf(
      SHAPE,
      block((s, x) => clip(s, x, 0, 6)),
    );
    // The last two convolutions of the block: only what has no activation between is left.
    expect(equalizablePairs(limited.graph)).toEqual([]);
    const shared = networkOf(SHAPE, (s, x) => {
      const y = relu(s, convolve(s('a'), x, { out: 4 }));
      return classify(s, y, 4);
    });
    expect(equalizablePairs(shared.graph)).toEqual([]);
  });
});
