import { decodeOnnx, encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { describe, expect, it } from 'vitest';
import { loadBinding } from '../binding.js';
import { createNodeRuntime, nodeRuntime } from '../node-runtime.js';
import { copiedBinding } from '../testing/copied-binding.js';
import { smallNetwork } from '../testing/small-network.js';
import { explainCuda } from './cuda.js';
import { ONE_NODE, tryDevice } from './try-device.js';

const onLinux = process.platform === 'linux' && process.arch === 'x64';

describe('tryDevice', () => {
  it('runs the one-node network, which is what it says', async () => {
    const model = decodeOnnx(Buffer.from(ONE_NODE, 'base64'));
    const { y } = await interpret(model, {
      x: { dtype: 'float32', shape: [1, 1], data: Float32Array.of(-3) },
    });
    expect(y?.data).toEqual(Float32Array.of(0));
    const { modulePath } = await loadBinding();
    expect(await tryDevice(modulePath as string, { name: 'cpu' })).toEqual({ ok: true, error: '', log: '' });
  });

  it('survives a child that dies', async () => {
    const { ok, error } = await tryDevice('/nowhere/onnxruntime-node', { name: 'cpu' });
    expect(ok).toBe(false);
    expect(error).toContain("Cannot find module '/nowhere/onnxruntime-node'");
  });
});

describe('a device that cannot run', () => {
  it('is an error with reason and fix where it was asked for by name', async () => {
    const binding = { ...(await loadBinding()), folder: '/nowhere' };
    const runtime = createNodeRuntime({ device: 'cuda' }, async () => binding);
    await expect(runtime.load(await encodeOnnx(smallNetwork()))).rejects.toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      name: 'DeviceUnavailableError',
      reason: expect.stringMatching(
        onLinux ? /libonnxruntime_providers_cuda.so are not beside/ : /Linux x64 only/,
      ),
      hint: expect.any(String),
    });
  });

  it('is passed over with a reason in a list and under auto', async () => {
    const binding = { ...(await loadBinding()), folder: '/nowhere' };
    for (const device of [['cuda', 'cpu'] as const, 'auto' as const]) {
      const runtime = createNodeRuntime({ device }, async () => binding);
      await using session = await runtime.load(await encodeOnnx(smallNetwork()));
      expect(session.fallbacks[0]).toMatchObject({ device: 'cuda', reason: expect.any(String) });
      if (session.device === 'cpu') {
        const { y } = await session.run({ x: seededInput('x', [1, 8, 8, 8]) });
        expect(y?.shape).toEqual([1, 8, 8, 8]);
      }
    }
  });

  it('lists every reason where nothing of a list can run', async () => {
    const binding = { ...(await loadBinding()), folder: '/nowhere' };
    const runtime = createNodeRuntime({ device: ['cuda', 'cuda'] }, async () => binding);
    await expect(runtime.load(await encodeOnnx(smallNetwork()))).rejects.toThrow(
      /no device of the list.*cuda: /,
    );
  });
});

describe.runIf(onLinux)('a broken CUDA library', () => {
  it('is told from a missing one', async () => {
    await using binding = await copiedBinding();
    const names = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];
    for (const name of names) await binding.put(name, 'not a library');
    const runtime = createNodeRuntime({ device: 'auto' }, async () => binding);
    const cuda = (await runtime.devices()).find(({ device }) => device === 'cuda');
    expect(cuda).toMatchObject({
      available: false,
      reason: expect.stringMatching(/damaged or of another version \(.*file too short\)/),
      fix: expect.stringContaining('npm rebuild onnxruntime-node'),
    });
    await using session = await runtime.load(await encodeOnnx(smallNetwork()));
    expect(session.fallbacks[0]).toMatchObject({ device: 'cuda', reason: cuda?.reason });
  });
});

describe('explainCuda', () => {
  const library = '/app/bin/libonnxruntime_providers_cuda.so';
  const loading = (needed: string): string =>
    `[E:onnxruntime:, provider_bridge_ort.cc:2146 Create] Failed to load library ${library} with error: ${needed}: cannot open shared object file: No such file or directory\n`;
  const thrown = 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library';
  it.each([
    [loading('libcudnn.so.9'), thrown, /^cuDNN 9 is not installed \(libcudnn.so.9: cannot open/],
    [loading('libcublasLt.so.12'), thrown, /^the CUDA 12 runtime is not installed \(libcublasLt/],
    [loading('libcudart.so.12'), thrown, /^the CUDA 12 runtime is not installed \(libcudart/],
    [loading('libcuda.so.1'), thrown, /^there is no NVIDIA driver/],
    ['', 'CUDA failure 100: no CUDA-capable device is detected', /^there is no NVIDIA driver.*failure 100/],
    [
      '',
      'CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version',
      /^there is no NVIDIA/,
    ],
    ['', 'something new', /^something new$/],
  ])('%s%s', (log, error, reason) => {
    const status = explainCuda({ ok: false, log, error });
    expect(status).toMatchObject({ device: 'cuda', available: false, reason: expect.stringMatching(reason) });
  });
});

describe('devices', () => {
  it('tells of each whether it can run, and if not, why', async () => {
    const devices = await nodeRuntime().devices();
    expect(devices.map(({ device }) => device)).toEqual(['cuda', 'webgpu', 'cpu']);
    for (const status of devices) expect(status.available || (status.reason ?? '') !== '').toBe(true);
    expect(devices[2]).toEqual({ device: 'cpu', available: true });
  });
});

describe('loadBinding', () => {
  it('says how to install the package', async () => {
    const name = 'onnxruntime-node-that-nobody-installed';
    await expect(loadBinding(() => import(name))).rejects.toMatchObject({
      code: 'RUNTIME',
      reason: 'the package onnxruntime-node is not installed',
      hint: expect.stringContaining('ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node'),
    });
  });

  it('says where the native part exists', async () => {
    const failing = () => Promise.reject(new Error("Cannot find module '../bin/x/onnxruntime_binding.node'"));
    await expect(loadBinding(failing)).rejects.toThrow('onnxruntime-node does not load here');
  });
});
