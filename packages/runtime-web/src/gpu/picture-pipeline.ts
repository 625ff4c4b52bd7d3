// Pictures into a network's input buffer on the GPU: nothing is copied back.

import type { PreprocessPlan, Size, Taps } from '@gossamer/core/image';
import { type PictureTexture, PLAN_WORDS, pictureShader, TILE } from './picture-shader.js';
import {
  type GpuBuffer,
  type GpuDevice,
  type GpuPipeline,
  type GpuTexture,
  PICTURE_TEXTURE,
  USAGE,
} from './webgpu.js';

/** A snapshot that a GPU can read and that can be sent to a worker. */
export type GrabbedPicture = ImageBitmap | VideoFrame;

interface Pipelines {
  readonly alongX: GpuPipeline;
  readonly alongY: GpuPipeline;
}

/** The plan's buffers, and those between the passes. */
interface Tables {
  readonly plan: PreprocessPlan;
  readonly uniform: GpuBuffer;
  readonly tapsX: GpuBuffer;
  readonly tapsY: GpuBuffer;
  readonly colours: GpuBuffer;
  readonly packed: GpuBuffer;
}

export class PicturePipeline {
  readonly #device: GpuDevice;
  readonly #pipelines: Partial<Record<PictureTexture, Pipelines>> = {};
  #tables: Tables | undefined;
  #texture: (Size & { readonly texture: GpuTexture }) | undefined;

  constructor(device: GpuDevice) {
    this.#device = device;
  }

  /** Whether a picture of this size fits into a texture. */
  takes({ width, height }: Size): boolean {
    return Math.max(width, height) <= (this.#device.limits.maxTextureDimension2D ?? 8192);
  }

  /** Queues the work that fills `target`, [3, height, width] floats, with a bitmap. It may be closed at once. */
  bitmap(bitmap: ImageBitmap, plan: PreprocessPlan, input: Size, target: GpuBuffer): void {
    this.#run('texture_2d<f32>', this.#copied(bitmap), plan, input, target);
  }

  /**
   * The same with a frame where it lies, without a copy. False where the browser cannot, as Chromium where the
   * processor computes the GPU, and for frames whose pixels are not square.
   */
  frame(frame: VideoFrame, plan: PreprocessPlan, input: Size, target: GpuBuffer): boolean {
    const { visibleRect, displayWidth, displayHeight } = frame;
    if (visibleRect?.width !== displayWidth || visibleRect.height !== displayHeight) return false;
    let texture: object;
    try {
      texture = this.#device.importExternalTexture({ source: frame });
    } catch {
      return false;
    }
    this.#run('texture_external', texture, plan, input, target);
    return true;
  }

  #run(kind: PictureTexture, source: object, plan: PreprocessPlan, input: Size, target: GpuBuffer): void {
    const pipelines = this.#compiled(kind);
    const tables = this.#tablesOf(plan, input);
    const { uniform, tapsX, tapsY, colours, packed } = tables;
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const dispatch = (
      pipeline: GpuPipeline,
      resources: Readonly<Record<number, object>>,
      work: Size,
    ): void => {
      const entries = Object.entries(resources).map(([binding, resource]) => ({
        binding: Number(binding),
        resource,
      }));
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, this.#device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
      pass.dispatchWorkgroups(Math.ceil(work.width / TILE[0]), Math.ceil(work.height / TILE[1]));
    };
    const all = { 0: { buffer: uniform }, 3: { buffer: packed } };
    const columns = { width: plan.region.width, height: plan.to - plan.from };
    dispatch(pipelines.alongX, { ...all, 1: { buffer: tapsX }, 2: source }, columns);
    const buffers = { 1: { buffer: tapsY }, 4: { buffer: colours }, 5: { buffer: target } };
    dispatch(pipelines.alongY, { ...all, ...buffers }, input);
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    this.#texture?.texture.destroy();
    this.#texture = undefined;
    this.#dropTables();
  }

  #compiled(texture: PictureTexture): Pipelines {
    const known = this.#pipelines[texture];
    if (known !== undefined) return known;
    const module = this.#device.createShaderModule({ code: pictureShader(texture) });
    const pipeline = (entryPoint: string) =>
      this.#device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint } });
    const made = { alongX: pipeline('alongX'), alongY: pipeline('alongY') };
    this.#pipelines[texture] = made;
    return made;
  }

  #copied(bitmap: ImageBitmap): object {
    const { width, height } = bitmap;
    if (this.#texture?.width !== width || this.#texture.height !== height) {
      this.#texture?.texture.destroy();
      const descriptor = { size: [width, height], format: 'rgba8unorm', usage: PICTURE_TEXTURE } as const;
      this.#texture = { width, height, texture: this.#device.createTexture(descriptor) };
    }
    const { texture } = this.#texture;
    this.#device.queue.copyExternalImageToTexture({ source: bitmap }, { texture }, [width, height]);
    return texture.createView();
  }

  #tablesOf(plan: PreprocessPlan, input: Size): Tables {
    if (this.#tables?.plan === plan) return this.#tables;
    this.#dropTables();
    const { region, from, to, x, y, colours } = plan;
    this.#tables = {
      plan,
      uniform: this.#filled(uniformOf(plan, input), USAGE.uniform),
      tapsX: this.#filled(wordsOf(x)),
      tapsY: this.#filled(wordsOf(y)),
      colours: this.#filled(Float32Array.from(colours.flatMap(({ table }) => [...table]))),
      packed: this.#device.createBuffer({ size: 4 * region.width * (to - from), usage: USAGE.storage }),
    };
    return this.#tables;
  }

  #dropTables(): void {
    if (this.#tables === undefined) return;
    const { uniform, tapsX, tapsY, colours, packed } = this.#tables;
    for (const buffer of [uniform, tapsX, tapsY, colours, packed]) buffer.destroy();
    this.#tables = undefined;
  }

  #filled(data: Int32Array | Uint32Array | Float32Array, kind: number = USAGE.storage): GpuBuffer {
    const buffer = this.#device.createBuffer({ size: data.byteLength, usage: kind | USAGE.copyTarget });
    this.#device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }
}

export const isFrame = (picture: GrabbedPicture): picture is VideoFrame => 'displayWidth' in picture;

/** Pixels as they are shown, however they are stored. */
export function sizeOf(picture: GrabbedPicture): Size {
  if (isFrame(picture)) return { width: picture.displayWidth, height: picture.displayHeight };
  return { width: picture.width, height: picture.height };
}

/** Starts, counts, weights. */
function wordsOf({ starts, counts, weights }: Taps): Int32Array {
  const words = new Int32Array(starts.length * 2 + weights.length);
  words.set(starts);
  words.set(counts, starts.length);
  words.set(weights, starts.length * 2);
  return words;
}

function uniformOf({ region, from, to, x, y, colours }: PreprocessPlan, input: Size): Uint32Array {
  const words = new Uint32Array(PLAN_WORDS);
  words.set([region.width, to - from, from, x.stride, y.stride, region.left, region.top, region.height]);
  words.set([input.width, input.height], 8);
  words.set(
    colours.map(({ channel }) => channel),
    12,
  );
  new Float32Array(words.buffer).set(
    colours.map(({ fill }) => fill),
    16,
  );
  return words;
}
