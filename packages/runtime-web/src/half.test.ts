// fp16 networks on a GPU adapter with shader-f16, in Node's WebGPU: Chromium's software adapter has none.
import { encodeOnnx } from '@gossamer/core/onnx';
import { insertHalf } from '@gossamer/core/quantize';
import { seededInput } from '@gossamer/core/weights';
import { maxRelativeError, runOnnxruntime } from '@gossamer/testkit';
import { FAMILIES, SIZE } from '@gossamer/testkit/families';
import { describe, expect, it } from 'vitest';
import { loweredModel, plainModel } from './testing/families.js';

/**
 * Description of a Vulkan driver whose adapter has shader-f16, such as Mesa's lavapipe from 23 on; its libraries and
 * libvulkan.so.1 have to be found (LD_LIBRARY_PATH).
 */
const DRIVER = process.env.GOSSAMER_F16_DRIVER;
if (DRIVER !== undefined) process.env.VK_ICD_FILENAMES = DRIVER;

const input = seededInput('input', [1, 3, ...SIZE]);

describe.skipIf(DRIVER === undefined)(
  'fp16 on WebGPU (GOSSAMER_F16_DRIVER names a driver with shader-f16)',
  () => {
    it.each(Object.keys(FAMILIES))('%s is near the fp32 reference', { timeout: 300_000 }, async (name) => {
      const onnx = await encodeOnnx(insertHalf(await loweredModel(name, SIZE, 'webgpu')));
      const feeds = { pixel_values: input };
      const { logits } = await runOnnxruntime(onnx, feeds, { device: 'webgpu', optimization: 'all' });
      const { logits: wanted } = await runOnnxruntime(await encodeOnnx(await plainModel(name, SIZE)), feeds);
      const off = maxRelativeError(logits?.data as Float32Array, wanted?.data as Float32Array);
      process.stdout.write(`  ${name}: ${off.toExponential(1)} of the largest logit off\n`);
      // Numbers of ten bits, in which onnxruntime's WebGPU kernels also add up; its CPU kernels, which do not, are a fifth off.
      expect(off).toBeLessThan(0.012);
    });
  },
);
