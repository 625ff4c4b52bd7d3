// Quantized networks, as the quantizer writes them, against onnxruntime's integer kernels on the same graph.
//
// A sum that comes out a bit higher can round to the next step, and seeded networks carry such a step on: inputs that
// differ by 1e-6 move a network's own results to a cosine of 0.9984 to 0.9999, and onnxruntime's float and integer kernels
// differ from each other as much.
import type { Tensor } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { compareOutputs } from '@gossamer/core/quantize';
import { seededInput } from '@gossamer/core/weights';
import { runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { wasmRuntime } from './index.js';
import { integerModel } from './testing/catalog-model.js';

const SIZE = [65, 97] as const;
const inputs = (kind: string, count: number) =>
  Array.from({ length: count }, (_, i) => seededInput(`${kind}.${i}`, [1, 3, ...SIZE]));

describe('quantized networks', { timeout: 60_000 }, () => {
  it.each([
    'mobilenetv2_035',
    'mobilenetv3_small_050',
    'mobilenetv4_conv_small_035',
    'shufflenetv1_g3_050',
    'fasternet_t0',
    'ghostnet_050',
    'regnetx_002',
  ])('%s', async (name) => {
    const integer = await integerModel(name, SIZE, { numClasses: 10 });
    const onnx = await encodeOnnx(integer);
    await using session = await wasmRuntime().loadModel(integer);
    await using team = await wasmRuntime({ threads: 2 }).loadModel(integer);
    const [expected, found]: [Tensor[][], Tensor[][]] = [[], []];
    for (const pixel_values of inputs('probe', 3)) {
      const own = await session.run({ pixel_values });
      expect((await team.run({ pixel_values })).logits?.data).toEqual(own.logits?.data);
      found.push([own.logits as Tensor]);
      expected.push([
        (await runOnnxruntime(onnx, { pixel_values }, { optimization: 'all' })).logits as Tensor,
      ]);
    }
    const comparison = compareOutputs(expected, found);
    expect(comparison.worstCosine).toBeGreaterThan(0.9995);
  });
});
