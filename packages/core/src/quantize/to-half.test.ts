// Half precision: what stays float32, what overflows, and equal numbers in onnxruntime and the interpreter.
import { maxRelativeError } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { halfToNumber } from '../ir/half.js';
import type { Model } from '../ir/model.js';
import { constant, emit } from '../ir/scope.js';
import type { Tensor } from '../ir/tensor-data.js';
import { verify } from '../ir/verify.js';
import { clip } from '../ops/clip.js';
import { mul } from '../ops/mul.js';
import { Resize } from '../ops/resize.js';
import { Softmax } from '../ops/softmax.js';
import { interpret } from '../reference/interpret.js';
import { classify, convolve, inputsOf, networkOf, openOnnxruntime } from '../testing/quantizing.js';
import { memoryTensor } from '../weights/lazy-tensor.js';
import { insertHalf } from './insert-half.js';
import { toHalf } from './to-half.js';
import { toInt8 } from './to-int8.js';

const SHAPE = [1, 3, 10, 10];
const open = openOnnxruntime;
const probes = inputsOf(SHAPE, 3);

const small = (): Model =>
  networkOf(SHAPE, (s, x) => {
    const y = clip(s, convolve(s('a'), x, { out: 8, kernel: 3 }), 0, 6);
    const scales = constant([1, 1, 2, 2], [4], 'float32');
    const wide = emit(s, Resize, [y, undefined, scales], { mode: 'nearest' });
    return emit(s, Softmax, [classify(s, convolve(s('b'), wide, { out: 12 }), 10)], {});
  });

describe('toHalf', () => {
  it('computes in float16 but for sums and exponentials, with float32 at the ends', async () => {
    const { model, comparison, floatLayers } = await toHalf(small(), { open, probes });
    verify(model.graph);
    expect(floatLayers).toEqual([]);
    expect(comparison.maxError).toBeLessThan(5e-3);
    expect(comparison.maxError).toBeGreaterThan(0);
    expect(model.graph.nodes.map((node) => `${node.op.name} ${node.output.type.dtype}`)).toEqual([
      'Cast float16',
      'Conv float16',
      'Clip float16',
      'Resize float16',
      'Conv float16',
      'Cast float32',
      'GlobalAveragePool float32',
      'Cast float16',
      'Flatten float16',
      'Gemm float16',
      'Cast float32',
      'Softmax float32',
    ]);
    expect([...model.graph.params.values()].map((parameter) => parameter.type.dtype)).toEqual(
      Array.from({ length: 6 }, () => 'float16'),
    );
    expect([model.graph.inputs, model.graph.outputs].map(([port]) => port?.value.type.dtype)).toEqual([
      'float32',
      'float32',
    ]);
  });

  it('is what the interpreter computes, rounding after every node', async () => {
    const half = insertHalf(small());
    const [probe] = probes as [Tensor];
    const exact = (await interpret(half, { x: probe })).y?.data as Float32Array;
    const found = (await (await open(half)).run({ x: probe })).y?.data as Float32Array;
    expect(maxRelativeError(found, exact)).toBeLessThan(2e-3);
  });

  it('rounds weights to the nearest float16', async () => {
    const half = insertHalf(small());
    const [float, rounded] = await Promise.all(
      [small(), half].map((model) => model.weights.get('a.weight')?.read()),
    );
    (float as Float32Array).forEach((value, i) => {
      const near = halfToNumber((rounded as Uint16Array)[i] as number, 'float16');
      expect(Math.abs(near - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11 + 2 ** -25);
    });
  });

  it('keeps weights and activations beyond its range float32', async () => {
    const model = networkOf(SHAPE, (s, x) => {
      const large = convolve(s('a'), x, { out: 4 });
      const back = mul(s, large, constant([1e-6], [], 'float32'));
      return classify(s, convolve(s('b'), back, { out: 4 }), 4);
    });
    const ones = new Float32Array(12).fill(1e5);
    const weights = new Map(model.weights).set('a.weight', memoryTensor('float32', [4, 3, 1, 1], ones));
    const { model: half, comparison, floatLayers } = await toHalf({ ...model, weights }, { open, probes });
    expect(floatLayers).toContain('a');
    expect(half.graph.params.get('a.weight')?.type.dtype).toBe('float32');
    expect(half.graph.params.get('b.weight')?.type.dtype).toBe('float16');
    expect(comparison.cosine).toBeGreaterThan(0.9999);
  });

  it('refuses a quantized network', async () => {
    const { model } = await toInt8(small(), { open, samples: probes, probes, force: true });
    await expect(toHalf(model, { open, probes })).rejects.toThrow('quantized');
  });
});
