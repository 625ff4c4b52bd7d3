// A session of onnxruntime-web on the thread's GPU device: pictures and GPU tensors in, GPU tensors out, captured graphs.

import { RuntimeError, type Tensor } from '@gossamer/core';
import {
  type Engine,
  type Feeds,
  ortEngine,
  ortError,
  ortResults,
  SerialQueue,
} from '@gossamer/core/runtime';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web/wasm';
import { checkEngineFeeds, type EngineFeed, isGpuFeed, isGrabbed } from '../feeds.js';
import type { OrtModule } from '../load-ort.js';
import { createSession, noHalf, type SessionRequest, tensorMaker } from '../ort-session.js';
import { byteSizes, type GpuTensor, OwnedGpuTensor, readTensor, tensorBuffer } from './gpu-tensor.js';
import { PictureWriter } from './picture-writer.js';
import { type DeviceLease, retainDevice } from './shared-device.js';
import type { GpuBuffer, GpuDevice } from './webgpu.js';

type OrtTensors = Record<string, OrtTensor>;
type TypeOf = Pick<Tensor, 'dtype' | 'shape'>;

/** onnxruntime-web holds one call at a time, whichever session it is for. */
let turns: SerialQueue | undefined;

function inTurn<T>(task: () => Promise<T>): Promise<T> {
  turns ??= new SerialQueue();
  return turns.run(task);
}

/** @throws DeviceUnavailableError; RuntimeError, also for a graph that cannot be captured */
export async function createGpuEngine(ort: OrtModule, request: SessionRequest): Promise<GpuEngine> {
  const lease = await retainDevice();
  try {
    const session = await inTurn(() => createSession(ort, request, lease.device));
    const engine = new GpuEngine(ort, session, request, lease);
    if (request.capture) await fixedOrReleased(engine);
    return engine;
  } catch (error) {
    lease.release();
    throw error;
  }
}

export class GpuEngine implements Engine {
  readonly device = 'webgpu';
  readonly #ort: OrtModule;
  readonly #session: InferenceSession;
  readonly #plain: Engine;
  readonly #request: SessionRequest;
  readonly #lease: DeviceLease;
  readonly #pictures: PictureWriter;
  /** Buffers of inputs that are written here, by name and size. */
  readonly #buffers = new Map<string, GpuBuffer>();
  readonly #results = new Set<GpuTensor>();

  constructor(ort: OrtModule, session: InferenceSession, request: SessionRequest, lease: DeviceLease) {
    this.#ort = ort;
    this.#session = session;
    this.#plain = ortEngine(session, tensorMaker(ort), this.device);
    this.#request = request;
    this.#lease = lease;
    this.#pictures = new PictureWriter(lease.device);
  }

  get inputs(): Engine['inputs'] {
    return this.#plain.inputs;
  }

  get outputs(): Engine['outputs'] {
    return this.#plain.outputs;
  }

  get gpuDevice(): GpuDevice {
    return this.#lease.device;
  }

  checkFeeds(feeds: Feeds): void {
    checkEngineFeeds(this.inputs, feeds, 'here');
  }

  run(feeds: Feeds, outputs: readonly string[]): Promise<Record<string, Tensor>> {
    return Promise.race([inTurn(() => this.#run(feeds, outputs)), this.#lease.lost]);
  }

  async release(): Promise<void> {
    for (const result of this.#results) result.dispose();
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#pictures.destroy();
    try {
      await inTurn(() => this.#session.release());
    } finally {
      this.#lease.release();
    }
  }

  async #run(feeds: Feeds, wanted: readonly string[]): Promise<Record<string, Tensor>> {
    try {
      const { capture = false, outputLocation = 'cpu' } = this.#request;
      const onlyTensors = Object.values(feeds).every((feed) => !isGrabbed(feed) && !isGpuFeed(feed));
      if (onlyTensors && !capture && outputLocation === 'cpu') return await this.#plain.run(feeds, wanted);
      const inputs: OrtTensors = {};
      for (const { name } of this.inputs) inputs[name] = await this.#input(name, feeds[name] as EngineFeed);
      if (capture) return await this.#replayed(inputs, wanted);
      const results = await this.#session.run(inputs, wanted);
      return outputLocation === 'cpu' ? ortResults(results, wanted) : this.#kept(results, wanted);
    } catch (error) {
      if (error instanceof RuntimeError) throw noHalf(error, this.#request.name) ?? error;
      throw ortError(error, 'the run failed');
    }
  }

  /** The feed in a buffer; a captured graph reads the same one each time. */
  async #input(name: string, feed: EngineFeed): Promise<OrtTensor> {
    const { device } = this.#lease;
    const type: TypeOf = isGrabbed(feed)
      ? { dtype: 'float32', shape: [1, 3, ...feed.preprocess.inputSize] }
      : feed;
    if (isGpuFeed(feed) && !this.#request.capture) return this.#ortTensor(feed.buffer as GpuBuffer, type);
    const buffer = this.#buffer(name, type);
    if (isGrabbed(feed)) await this.#pictures.write(feed, buffer);
    else if (isGpuFeed(feed)) copy(device, feed.buffer as GpuBuffer, buffer, type);
    else device.queue.writeBuffer(buffer, 0, wholeWords(feed));
    return this.#ortTensor(buffer, type);
  }

  /**
   * The graph's own outputs, which the next run writes over. onnxruntime allocates them: of outputs given to it, it
   * forgets the buffer after the run that captures.
   */
  async #replayed(inputs: OrtTensors, wanted: readonly string[]): Promise<Record<string, Tensor>> {
    const { device } = this.#lease;
    const outputs = await this.#session.run(inputs);
    const results: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      const buffer = tensor.gpuBuffer as unknown as GpuBuffer;
      const type = typeOf(tensor);
      if (wanted.includes(name)) {
        results[name] =
          this.#request.outputLocation === 'gpu-buffer'
            ? this.#copied(buffer, type)
            : await readTensor(device, buffer, type);
      }
      tensor.dispose();
    }
    return results;
  }

  #copied(buffer: GpuBuffer, type: TypeOf): Tensor {
    const own = tensorBuffer(this.#lease.device, type);
    copy(this.#lease.device, buffer, own, type);
    return this.#result(type, own, () => own.destroy());
  }

  #kept(results: Readonly<Record<string, OrtTensor>>, wanted: readonly string[]): Record<string, Tensor> {
    const kept = wanted.map((name) => {
      const tensor = results[name] as OrtTensor;
      const type = typeOf(tensor);
      return [
        name,
        this.#result(type, tensor.gpuBuffer as unknown as GpuBuffer, () => tensor.dispose()),
      ] as const;
    });
    return Object.fromEntries(kept);
  }

  /** Typed as a tensor: the session's own type says that it is on the GPU. */
  #result(type: TypeOf, buffer: GpuBuffer, destroy: () => void): Tensor {
    const result: GpuTensor = new OwnedGpuTensor(this.#lease.device, type, {
      buffer,
      destroy: () => {
        this.#results.delete(result);
        destroy();
      },
    });
    this.#results.add(result);
    return result as unknown as Tensor;
  }

  #buffer(name: string, type: TypeOf): GpuBuffer {
    const key = `${name} ${byteSizes(type).padded}`;
    const buffer = this.#buffers.get(key) ?? tensorBuffer(this.#lease.device, type);
    this.#buffers.set(key, buffer);
    return buffer;
  }

  #ortTensor(buffer: GpuBuffer, { dtype, shape }: TypeOf): OrtTensor {
    const options = { dataType: dtype as OrtTensor.GpuBufferDataTypes, dims: shape };
    return this.#ort.Tensor.fromGpuBuffer(buffer as unknown as OrtTensor.GpuBufferType, options);
  }
}

/** @throws RuntimeError where sizes are open */
async function fixedOrReleased(engine: GpuEngine): Promise<void> {
  const open = [...engine.inputs, ...engine.outputs].flatMap(({ shape }) =>
    shape.flatMap((dim) => (typeof dim === 'number' ? [] : [dim.key])),
  );
  if (open.length === 0) return;
  await engine.release();
  throw new RuntimeError(`a graph with open sizes cannot be captured: ${[...new Set(open)].join(', ')}`, {
    hint: 'give them numbers when the network is compiled: compile(model, { sizes: { N: 1 } })',
  });
}

function typeOf({ type, dims }: OrtTensor): TypeOf {
  return { dtype: type as Tensor['dtype'], shape: dims };
}

function copy(device: GpuDevice, from: GpuBuffer, to: GpuBuffer, type: TypeOf): void {
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(from, 0, to, 0, Math.ceil(byteSizes(type).bytes / 4) * 4);
  device.queue.submit([encoder.finish()]);
}

/** Writes to buffers are in words of four bytes. */
function wholeWords({ data }: Tensor): ArrayBufferView {
  if (data.byteLength % 4 === 0) return data;
  const words = new Uint8Array(Math.ceil(data.byteLength / 4) * 4);
  words.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return words;
}
