import type { Tensor } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { expectClose } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { webRuntime } from './index.js';
import { networks, type TestNetwork } from './testing/networks.js';

const { build, input } = networks.classifier as TestNetwork;

describe('webRuntime in Node', () => {
  it('runs on WASM, where onnxruntime-node has no binary', async () => {
    await using session = await webRuntime().load(await encodeOnnx(build()));
    expect([session.device, session.fallbacks]).toEqual(['wasm', []]);
    const x = seededInput('x', input);
    const [found, wanted] = await Promise.all([session.run({ x }), interpret(build(), { x })]);
    expectClose(found.y as Tensor, wanted.y as Tensor, 5e-5);
  });

  it('has no WebGPU, and says so', async () => {
    await expect(webRuntime({ device: 'webgpu' }).load(await encodeOnnx(build()))).rejects.toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      reason: 'webgpu cannot run here: this browser has no WebGPU',
    });
  });

  it('refuses options it does not have', () => {
    expect(() => webRuntime({ device: 'cpu' as 'wasm' })).toThrow('the devices are auto, wasm, webgpu');
    expect(() => webRuntime({ threads: 1.5 })).toThrow('threads is 1.5');
  });
});
