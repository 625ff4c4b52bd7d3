import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DType, fromNumbers, GossamerError, type Tensor } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { expectClose } from '@gossamer/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool, nodeRuntime } from './index.js';
import { identityNetwork, smallNetwork } from './testing/small-network.js';

const runtime = nodeRuntime({ device: 'cpu', threads: 1 });
const input = (batch: number, name = 'x'): Tensor => seededInput(name, [batch, 8, 8, 8]);
let bytes: Uint8Array;
beforeAll(async () => {
  bytes = await encodeOnnx(smallNetwork());
});

describe('a session', () => {
  it('knows its inputs, outputs and device', async () => {
    await using session = await runtime.load(bytes);
    expect(session.device).toBe('cpu');
    expect(session.fallbacks).toEqual([]);
    const types = [...session.inputs, ...session.outputs].map(
      ({ name, dtype, shape }) => `${name}: ${dtype}[${shape}]`,
    );
    expect(types).toEqual(['x: float32[N,8,8,8]', 'y: float32[N,8,8,8]', 'middle: float32[N,8,8,8]']);
  });

  it.each([1, 3])('equals the interpreter on a batch of %i', async (batch) => {
    await using session = await runtime.load(bytes);
    const x = input(batch);
    const found = await session.run({ x });
    const wanted = await interpret(smallNetwork(), { x });
    for (const name of ['y', 'middle'])
      expectClose(found[name] as Tensor, wanted[name] as Tensor, 1e-5, name);
  });

  it('computes only the outputs asked for', async () => {
    await using session = await runtime.load(bytes);
    expect(Object.keys(await session.run({ x: input(1) }, { outputs: ['middle'] }))).toEqual(['middle']);
  });

  it('gives each of many overlapping calls its own answer', async () => {
    await using session = await runtime.load(bytes);
    const feeds = Array.from({ length: 12 }, (_, i) => input(1 + (i % 3), `x${i}`));
    const found = await Promise.all(feeds.map((x) => session.run({ x })));
    for (const [i, x] of feeds.entries()) {
      const { y } = await interpret(smallNetwork(), { x });
      expectClose(found[i]?.y as Tensor, y as Tensor, 1e-5, `y of ${i}`);
    }
  });

  const dtypes: DType[] = ['float32', 'float16', 'float64', 'int64', 'int32', 'int8', 'uint8', 'bool'];
  it.each(dtypes)('takes and gives %s as the core stores it', async (dtype) => {
    await using session = await runtime.load(await encodeOnnx(identityNetwork(dtype)));
    const x: Tensor = { dtype, shape: [2, 2], data: fromNumbers(dtype, [0, 1, 1, 0]) };
    const { y } = await session.run({ x });
    expect(y).toEqual({ ...x, data: expect.any(Object) });
    expect(y?.data.constructor).toBe(x.data.constructor);
    expect(Array.from(y?.data as Uint8Array)).toEqual(Array.from(x.data as Uint8Array));
  });

  it('refuses feeds that do not fit, before onnxruntime sees them', async () => {
    await using session = await runtime.load(bytes);
    await expect(session.run({ y: input(1) })).rejects.toMatchObject({
      code: 'RUNTIME',
      name: 'RuntimeError',
    });
    const flat = { dtype: 'float32', shape: [512], data: new Float32Array(512) } as const;
    await expect(session.run({ x: flat })).rejects.toThrow('has shape [512], expected float32[N,8,8,8]');
    const double = { dtype: 'float64', shape: [1, 8, 8, 8], data: new Float64Array(512) } as const;
    await expect(session.run({ x: double })).rejects.toMatchObject({ code: 'SHAPE' });
  });

  it('drops a queued run when its signal fires, and runs the others', async () => {
    await using session = await runtime.load(bytes);
    const controller = new AbortController();
    const first = session.run({ x: input(1) });
    const second = session.run({ x: input(1) }, { signal: controller.signal });
    const third = session.run({ x: input(2) });
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await first).y?.shape).toEqual([1, 8, 8, 8]);
    expect((await third).y?.shape).toEqual([2, 8, 8, 8]);
    const late = session.run({ x: input(1) }, { signal: controller.signal });
    await expect(late).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('finishes its queue before it is disposed, then refuses', async () => {
    const session = await runtime.load(bytes);
    const run = session.run({ x: input(1) });
    await session.dispose();
    await session.dispose();
    expect((await run).y?.shape).toEqual([1, 8, 8, 8]);
    await expect(session.run({ x: input(1) })).rejects.toThrow('the session is disposed');
  });
});

describe('nodeRuntime', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gossamer-runtime-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('loads from chunks and from a file, and tells how far it is', async () => {
    const phases: string[] = [];
    const onProgress = ({ phase }: { phase: string }): void => void phases.push(phase);
    const chunks = [bytes.subarray(0, 100), bytes.subarray(100)];
    await using fromChunks = await runtime.load(chunks, { onProgress });
    expect(phases).toEqual(['read', 'read', 'create', 'ready']);
    const path = join(folder, 'small.onnx');
    await writeFile(path, bytes);
    await using fromFile = await runtime.loadFile(path);
    expect(fromFile.inputs).toEqual(fromChunks.inputs);
  });

  it('stops a load', async () => {
    const signal = AbortSignal.abort(new Error('not now'));
    await expect(runtime.load(bytes, { signal })).rejects.toMatchObject({
      code: 'ABORTED',
      cause: { message: 'not now' },
    });
    const controller = new AbortController();
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === 'create') controller.abort();
    };
    const stopped = runtime.load(bytes, { signal: controller.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
  });

  const notOnnx: [string, Uint8Array, string][] = [
    ['text', Buffer.from('a text, not a model'), 'it looks like text'],
    ['nothing', new Uint8Array(0), 'the file is empty'],
    ['a zip', Buffer.from('PK\x03\x04 and the rest'), 'it looks like a PyTorch checkpoint'],
    [
      'safetensors',
      Buffer.from('\x10\0\0\0\0\0\0\0{"weight": {}}  '),
      'it looks like a safetensors checkpoint',
    ],
  ];
  it.each(notOnnx)('says what %s is instead of a network', async (_, file, hint) => {
    const failed = runtime.load(file, { name: 'a.onnx' });
    await expect(failed).rejects.toMatchObject({ code: 'RUNTIME', hint: expect.stringContaining(hint) });
    await expect(failed).rejects.toThrow('onnxruntime cannot load a.onnx');
  });

  it('says of half a file that it was cut off', async () => {
    await expect(runtime.load(bytes.subarray(0, bytes.length >> 1))).rejects.toThrow('was cut off');
  });

  it('keeps what onnxruntime says of a damaged network', async () => {
    await expect(runtime.load(bytes.subarray(0, 300))).rejects.toThrow(/protobuf parsing failed/);
    await expect(runtime.loadFile(join(folder, 'none.onnx'))).rejects.toMatchObject({
      code: 'IO',
      reason: expect.stringContaining('no such file'),
    });
  });

  it('writes into tensors it is given, on a session and on a pool, half floats too', async () => {
    await using session = await runtime.load(bytes);
    await using pool = await createPool(bytes, { device: 'cpu', workers: 1 });
    const { y: wanted } = await session.run({ x: input(2) });
    for (const each of [session, pool]) {
      const y = { dtype: 'float32', shape: [2, 8, 8, 8], data: new Float32Array(1024).fill(7) } as const;
      const results = await each.run({ x: input(2) }, { into: { y } });
      expect(results.y).toBe(y);
      expect(y.data).toEqual(wanted?.data);
      expect(results.middle?.shape).toEqual([2, 8, 8, 8]);
      const short = { ...y, shape: [2, 8, 8, 4], data: new Float32Array(512) };
      await expect(each.run({ x: input(2) }, { into: { y: short } })).rejects.toThrow('output "y" has shape');
      await expect(each.run({ x: input(2) }, { into: { z: y } })).rejects.toThrow('there is no output "z"');
      const single = { ...y, shape: [1, 8, 8, 8], data: new Float32Array(512) };
      await expect(each.run({ x: input(2) }, { into: { y: single } })).rejects.toBeInstanceOf(GossamerError);
    }
    await using halves = await runtime.load(await encodeOnnx(identityNetwork('float16')));
    const x = { dtype: 'float16', shape: [1, 2], data: Uint16Array.of(0x3c00, 0xc000) } as const;
    const y = { dtype: 'float16', shape: [1, 2], data: new Uint16Array(2) } as const;
    expect((await halves.run({ x }, { into: { y } })).y).toBe(y);
    expect(y.data).toEqual(x.data);
  });

  it('refuses options it does not have', () => {
    const device = 'gpu' as 'cpu';
    expect(() => nodeRuntime({ device })).toThrow('the devices are auto, cuda, webgpu, cpu');
    expect(() => nodeRuntime({ device: [] })).toThrow('the list of devices is empty');
    expect(() => nodeRuntime({ threads: 0 })).toThrow('threads is 0');
  });

  it('saves the graph as onnxruntime rewrote it, which gives the same', async () => {
    const optimizedModelPath = join(folder, 'optimized.onnx');
    const saving = nodeRuntime({ device: 'cpu', threads: 1, optimizedModelPath });
    await using first = await saving.load(bytes);
    const again = nodeRuntime({
      device: 'cpu',
      threads: 1,
      graphOptimizationLevel: 'disabled',
      spinning: false,
    });
    await using second = await again.loadFile(optimizedModelPath);
    const x = input(1);
    expect((await second.run({ x })).y).toEqual((await first.run({ x })).y);
  });
});
