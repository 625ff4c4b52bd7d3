// Pictures into input buffers: by the shader, or on the CPU where it cannot.

import { createPreprocessor, type PreprocessPlan, preprocessPlan, type Size } from '@gossamer/core/image';
import type { GrabbedFeed } from '../feeds.js';
import { bitmapOf, pictureOf } from '../image/picture-of.js';
import { isFrame, PicturePipeline, sizeOf } from './picture-pipeline.js';
import type { GpuBuffer, GpuDevice } from './webgpu.js';

export class PictureWriter {
  readonly #device: GpuDevice;
  readonly #pipeline: PicturePipeline;
  /** Of the size and config met last. */
  #known: { readonly key: string; readonly plan: PreprocessPlan | undefined } | undefined;

  constructor(device: GpuDevice) {
    this.#device = device;
    this.#pipeline = new PicturePipeline(device);
  }

  /** Queues the work that fills the buffer. OpenCV's resize and pictures beyond textures are computed on the CPU. */
  async write({ grabbed, preprocess }: GrabbedFeed, target: GpuBuffer): Promise<void> {
    const size = sizeOf(grabbed);
    const [height, width] = preprocess.inputSize;
    const plan = this.#planOf(preprocess, size);
    if (plan === undefined || !this.#pipeline.takes(size)) {
      const data = createPreprocessor(preprocess).tensor(await pictureOf(grabbed));
      this.#device.queue.writeBuffer(target, 0, data);
      return;
    }
    const input = { width, height };
    if (!isFrame(grabbed)) return this.#pipeline.bitmap(grabbed, plan, input, target);
    if (this.#pipeline.frame(grabbed, plan, input, target)) return;
    const bitmap = await bitmapOf(grabbed);
    this.#pipeline.bitmap(bitmap, plan, input, target);
    bitmap.close();
  }

  destroy(): void {
    this.#pipeline.destroy();
  }

  #planOf(config: GrabbedFeed['preprocess'], size: Size): PreprocessPlan | undefined {
    const key = JSON.stringify([config, size]);
    if (this.#known?.key !== key) this.#known = { key, plan: preprocessPlan(config, size) };
    return this.#known.plan;
  }
}
