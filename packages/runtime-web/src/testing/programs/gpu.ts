// What only WebGPU has: pictures prepared by a shader, tensors on the GPU, captured graphs, one device for all.

import { emit, type GossamerError, Graph, scopeOf, type Tensor, tensorType, Value } from '@gossamer/core';
import { compile } from '@gossamer/core/compile';
import { createPreprocessor, type PreprocessConfig } from '@gossamer/core/image';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Cast, Neg } from '@gossamer/core/ops';
import { insertHalf } from '@gossamer/core/quantize';
import { seededInput } from '@gossamer/core/weights';
import {
  type GpuTensor,
  pictureOf,
  type WebFeeds,
  type WebLoadOptions,
  type WebRuntimeOptions,
  type WebSession,
  webRuntime,
} from '../../index.js';
import { networks, type TestNetwork } from '../networks.js';

export interface PictureCase {
  readonly source: 'bitmap' | 'canvas' | 'frame' | 'yuv' | 'blob' | 'video';
  readonly width: number;
  readonly height: number;
  readonly config: PreprocessConfig;
}

export interface GpuFunctions {
  /** Largest distance between the shader's input and core's, in levels of 255, of each case. */
  pictures(cases: readonly PictureCase[], options: WebRuntimeOptions, capture?: boolean): Promise<number[]>;
  /** Results of a network of the table for each seed: as it runs plainly, and with these options. */
  replays(
    name: string,
    seeds: readonly string[],
    options: WebRuntimeOptions,
    load: WebLoadOptions,
  ): Promise<{ plain: number[][]; found: number[][] }>;
  /** The same from a buffer of the device, to a buffer, through a second network. */
  tensors(capture: boolean): Promise<{ plain: number[]; first: number[]; second: number[]; later: number[] }>;
  /** Codes and messages of what is refused. */
  refusals(): Promise<Record<string, string>>;
  /** Devices asked for by two sessions, whether the device outlives them, and a run after it was lost. */
  sharing(): Promise<{ asked: number; destroyedAfter: number; again: number }>;
  lostOnPage(): Promise<{ difference: number; asked: number }>;
  half(): Promise<{ refused: string; precision: string; why: string; asked: number }>;
}

/** A network of the table, for one picture. */
const build = (name = 'quick') => (networks[name] as TestNetwork).build();
const fixed = (name?: string): Promise<Uint8Array> =>
  encodeOnnx(compile(build(name), { target: 'webgpu', sizes: { N: 1 } }).model);

const HERE: WebRuntimeOptions = { device: 'webgpu', worker: false };

/** The input, negated. */
function negative([height, width]: readonly [number, number], int = false): Promise<Uint8Array> {
  const graph = new Graph('negative');
  const x = graph.addInput('x', new Value(tensorType('float32', [1, 3, height, width])));
  const s = scopeOf(graph);
  const y = emit(s, Neg, [int ? emit(s, Cast, [x], { to: 7 }) : x], {});
  graph.setOutputs([{ name: 'y', value: int ? emit(s, Cast, [y], { to: 1 }) : y }]);
  return encodeOnnx({ graph, weights: new Map() });
}

/** A config of which only the size is looked at. */
const sized = (inputSize: [number, number]) => ({ inputSize }) as unknown as PreprocessConfig;

const feed = (seed: string): Tensor => seededInput(seed, [1, 3, 32, 32]);
const numbers = (tensor: Tensor | undefined): number[] => Array.from(tensor?.data ?? [], Number);

function painted({ width, height }: PictureCase): ImageData {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    pixels.set([(x * 37 + y * 3) & 255, (x * 5 + y * 29) & 255, (x * y) & 255, 255], i * 4);
  }
  return new ImageData(pixels, width, height);
}

async function sourceOf(wanted: PictureCase) {
  const { source, width, height } = wanted;
  const data = painted(wanted);
  if (source === 'bitmap') return createImageBitmap(data);
  if (source === 'frame') {
    return new VideoFrame(data.data, {
      format: 'RGBA',
      codedWidth: width,
      codedHeight: height,
      timestamp: 0,
    });
  }
  if (source === 'yuv') {
    const half = Math.ceil(width / 2) * Math.ceil(height / 2);
    const planes = Uint8Array.from({ length: width * height + 2 * half }, (_, i) => 64 + ((i * 7) & 127));
    return new VideoFrame(planes, { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0 });
  }
  if (source === 'video') return playing(data);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(data, 0, 0);
  return source === 'canvas' ? canvas : canvas.convertToBlob({ type: 'image/png' });
}

/** A video of one picture. */
async function playing(data: ImageData): Promise<HTMLVideoElement> {
  const canvas = Object.assign(document.createElement('canvas'), { width: data.width, height: data.height });
  const paint = (): void => canvas.getContext('2d')?.putImageData(data, 0, 0);
  paint();
  const video = Object.assign(document.createElement('video'), {
    muted: true,
    srcObject: canvas.captureStream(10),
  });
  const timer = setInterval(paint, 100);
  await video.play();
  await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  clearInterval(timer);
  return video;
}

/** Counts devices that are asked for. */
function countDevices(): { asked: number; last?: { destroy(): void; lost: Promise<unknown> } } {
  const count: { asked: number; last?: { destroy(): void; lost: Promise<unknown> } } = { asked: 0 };
  const { prototype } = (
    globalThis as unknown as {
      GPUAdapter: {
        prototype: { requestDevice(descriptor: unknown): Promise<NonNullable<typeof count.last>> };
      };
    }
  ).GPUAdapter;
  const { requestDevice } = prototype;
  prototype.requestDevice = async function (descriptor) {
    count.asked++;
    count.last = await requestDevice.call(this, descriptor);
    return count.last;
  };
  return count;
}

async function failure(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'nothing';
  } catch (error) {
    const { code, message } = error as GossamerError;
    return `${code}: ${message}`;
  }
}

const functions: GpuFunctions = {
  async pictures(cases, options, capture = false) {
    const runtime = webRuntime(options);
    const levels: number[] = [];
    for (const wanted of cases) {
      const { config } = wanted;
      await using session = await runtime.load(await negative(config.inputSize), { capture });
      const picture = await sourceOf(wanted);
      const { y } = await session.run({ x: { picture, preprocess: config } });
      if (session.device !== options.device) throw new Error(session.why());
      const exact = createPreprocessor(config).tensor(await pictureOf(picture));
      const area = config.inputSize[0] * config.inputSize[1];
      const scale = config.range === 255 ? 1 : 255;
      let worst = y?.data.length === exact.length ? 0 : Number.POSITIVE_INFINITY;
      exact.forEach((value, i) => {
        const distance =
          Math.abs(value + Number(y?.data[i])) * (config.std[Math.floor(i / area)] as number) * scale;
        worst = Math.max(worst, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
      });
      levels.push(worst);
    }
    return levels;
  },
  async replays(name, seeds, options, load) {
    const bytes = await fixed(name);
    const runtime = webRuntime(options);
    await using plain = await runtime.load(bytes);
    await using session = await runtime.load(bytes, load);
    const results = { plain: [] as number[][], found: [] as number[][] };
    for (const seed of seeds) {
      results.plain.push(numbers((await plain.run({ x: feed(seed) })).y));
      results.found.push(numbers((await session.run({ x: feed(seed) })).y));
    }
    return results;
  },
  async tensors(capture) {
    const bytes = await fixed();
    const runtime = webRuntime(HERE);
    await using plain = await runtime.load(bytes);
    const wanted = numbers((await plain.run({ x: feed('a') })).y);
    await using session = await runtime.load(bytes, { capture, preferredOutputLocation: 'gpu-buffer' });
    const graph = new Graph('after');
    const x = graph.addInput('x', new Value(tensorType('float32', [1, 10])));
    graph.setOutputs([{ name: 'y', value: emit(scopeOf(graph), Neg, [x], {}) }]);
    await using after = await runtime.load(await encodeOnnx({ graph, weights: new Map() }), { capture });
    const device = session.gpuDevice();
    const input = feed('a');
    const buffer = device.createBuffer({ size: input.data.byteLength, usage: 128 | 4 | 8 });
    device.queue.writeBuffer(buffer, 0, input.data as Float32Array<ArrayBuffer>);
    const { y } = await session.run({ x: { dtype: 'float32', shape: input.shape, buffer } });
    const kept = y as GpuTensor;
    const other = await session.run({ x: feed('b') });
    await session.run({ x: feed('c') });
    const second = numbers((await after.run({ x: kept })).y);
    const first = numbers(await kept.read());
    kept.dispose();
    kept.dispose();
    const later = numbers(await (other.y as GpuTensor).read());
    return { plain: wanted, first, second, later };
  },
  async refusals() {
    const bytes = await fixed();
    const gpu = { preferredOutputLocation: 'gpu-buffer' } as const;
    const here = webRuntime(HERE);
    const worker = webRuntime({ device: 'webgpu' });
    await using inWorker = await worker.load(bytes);
    await using session = await here.load(bytes, gpu);
    const { y } = await session.run({ x: feed('a') });
    const foreign = async (): Promise<unknown> => {
      const { gpu: api } = navigator as unknown as { gpu: { requestAdapter(): Promise<unknown> } };
      const adapter = (await api.requestAdapter()) as {
        requestDevice(): Promise<ReturnType<WebSession['gpuDevice']>>;
      };
      const buffer = (await adapter.requestDevice()).createBuffer({ size: 12288, usage: 128 | 4 | 8 });
      return session.run({ x: { dtype: 'float32', shape: [1, 3, 32, 32], buffer } });
    };
    const found: Record<string, string> = {
      outputsInWorker: await failure(() => worker.load(bytes, gpu)),
      outputsOnWasm: await failure(() => webRuntime({ worker: false }).load(bytes, gpu)),
      feedInWorker: await failure(() => inWorker.run({ x: y as GpuTensor } as WebFeeds)),
      deviceInWorker: await failure(async () => inWorker.gpuDevice()),
      shape: await failure(() => session.run({ x: y as GpuTensor })),
      short: await failure(() =>
        session.run({ x: { dtype: 'float32', shape: [1, 3, 32, 32], buffer: (y as GpuTensor).buffer } }),
      ),
      foreign: await failure(foreign),
      openSizes: await failure(async () => here.load(await encodeOnnx(build()), { capture: true })),
      cpuNodes: await failure(async () => here.load(await negative([4, 4], true), { capture: true })),
      picture: await failure(() =>
        session.run({
          x: { picture: new ImageData(4, 4), preprocess: sized([8, 8]) },
        }),
      ),
      noFrame: await failure(() =>
        session.run({
          x: {
            picture: document.createElement('video'),
            preprocess: sized([32, 32]),
          },
        }),
      ),
    };
    (y as GpuTensor).dispose();
    found.disposed = await failure(() => (y as GpuTensor).read());
    return found;
  },
  async sharing() {
    const count = countDevices();
    const bytes = await negative([4, 4]);
    const [one, two] = await Promise.all([webRuntime(HERE).load(bytes), webRuntime(HERE).load(bytes)]);
    const { asked } = count;
    const x = seededInput('x', [1, 3, 4, 4]);
    await one.dispose();
    await two.run({ x });
    const start = performance.now();
    await two.dispose();
    await count.last?.lost;
    const destroyedAfter = performance.now() - start;
    await using three = await webRuntime(HERE).load(bytes);
    const { y } = await three.run({ x });
    return { asked, destroyedAfter, again: numbers(y).length };
  },
  async lostOnPage() {
    const count = countDevices();
    await using session = await webRuntime(HERE).load(await fixed());
    const before = numbers((await session.run({ x: feed('a') })).y);
    count.last?.destroy();
    const after = numbers((await session.run({ x: feed('a') })).y);
    return {
      difference: Math.max(...before.map((value, i) => Math.abs(value - (after[i] ?? Number.NaN)))),
      asked: count.asked,
    };
  },
  async half() {
    const { model } = compile(build(), { target: 'webgpu', sizes: { N: 1 } });
    const fp16 = await encodeOnnx(insertHalf(model));
    const refused = await failure(async () => {
      await using session = await webRuntime(HERE).load(fp16);
      await session.run({ x: feed('a') });
    });
    let asked = 0;
    const half = (): Uint8Array => {
      asked++;
      return fp16;
    };
    await using session = await webRuntime(HERE).load(await encodeOnnx(model), { half });
    await session.run({ x: feed('a') });
    return { refused, precision: session.precision, why: session.why(), asked };
  },
};

Object.assign(globalThis, { functions });
