// An engine on this thread that is made again when its GPU device is lost.

import type { Engine, Feeds } from '@gossamer/core/runtime';
import { isGpuFeed } from '../feeds.js';
import type { OrtModule } from '../load-ort.js';
import type { SessionRequest } from '../ort-session.js';
import { copyFrames } from './copy-frames.js';
import { isDeviceLoss } from './device-loss.js';
import { createGpuEngine, type GpuEngine } from './gpu-engine.js';
import type { GpuDevice } from './webgpu.js';

/**
 * The run that was interrupted is repeated once, unless its GPU tensors went with the device. From then on frames are
 * copied: reading them where they are is the first thing that drivers fail at.
 */
export class RevivingEngine implements Engine {
  readonly #create: () => Promise<GpuEngine>;
  #engine: GpuEngine;
  #copies = false;

  private constructor(engine: GpuEngine, create: () => Promise<GpuEngine>) {
    this.#engine = engine;
    this.#create = create;
  }

  /** @throws as `createGpuEngine` */
  static async create(ort: OrtModule, request: SessionRequest): Promise<RevivingEngine> {
    const create = () => createGpuEngine(ort, request);
    return new RevivingEngine(await create(), create);
  }

  get inputs(): Engine['inputs'] {
    return this.#engine.inputs;
  }

  get outputs(): Engine['outputs'] {
    return this.#engine.outputs;
  }

  get device(): string {
    return this.#engine.device;
  }

  get gpuDevice(): GpuDevice {
    return this.#engine.gpuDevice;
  }

  checkFeeds(feeds: Feeds): void {
    this.#engine.checkFeeds(feeds);
  }

  async run(feeds: Feeds, outputs: readonly string[]): ReturnType<Engine['run']> {
    try {
      return await this.#engine.run(this.#copies ? await copyFrames(feeds) : feeds, outputs);
    } catch (error) {
      if (!isDeviceLoss(error)) throw error;
      this.#copies = true;
      // What is lost may refuse to be released.
      await this.#engine.release().catch(() => {});
      this.#engine = await this.#create();
      if (Object.values(feeds).some(isGpuFeed)) throw error;
      return this.#engine.run(await copyFrames(feeds), outputs);
    }
  }

  release(): Promise<void> {
    return this.#engine.release();
  }
}
