// What networks in the browser take as inputs: tensors, tensors on the GPU, and pictures.

import { dtypeInfo, OptionError, ShapeError, type Tensor } from '@gossamer/core';
import type { PreprocessConfig } from '@gossamer/core/image';
import { checkFeeds, type Feeds, type TensorInfo } from '@gossamer/core/runtime';
import { byteSizes, type GpuFeed } from './gpu/gpu-tensor.js';
import type { GrabbedPicture } from './gpu/picture-pipeline.js';
import type { GpuBuffer } from './gpu/webgpu.js';
import type { ImageSource } from './image/picture-of.js';

/**
 * A picture as it is at the call. On WebGPU a shader resizes, crops and normalises it into the network's input, with the
 * numbers `imageInput` gives; on WASM `imageInput` does.
 */
export interface PictureFeed {
  readonly picture: ImageSource;
  readonly preprocess: PreprocessConfig;
}

export type WebFeed = Tensor | GpuFeed | PictureFeed;

/** One for each input, by name. */
export type WebFeeds = Readonly<Record<string, WebFeed>>;

/** A picture that was taken: it can be sent to a worker. */
export interface GrabbedFeed {
  readonly grabbed: GrabbedPicture;
  readonly preprocess: PreprocessConfig;
}

/** What an engine gets. */
export type EngineFeed = Tensor | GpuFeed | GrabbedFeed;

export const isPicture = (feed: unknown): feed is PictureFeed => has(feed, 'picture');
export const isGrabbed = (feed: unknown): feed is GrabbedFeed => has(feed, 'grabbed');
/** Typed arrays have a buffer, too. */
export const isGpuFeed = (feed: unknown): feed is GpuFeed => has(feed, 'buffer') && !ArrayBuffer.isView(feed);

/** Where an engine runs, which decides what it can take. */
export type EnginePlace = 'here' | 'worker';

/**
 * @throws OptionError for GPU tensors where the network runs in a worker; ShapeError for feeds that do not fit;
 * otherwise as core's `checkFeeds`
 */
export function checkEngineFeeds(inputs: readonly TensorInfo[], feeds: Feeds, place: EnginePlace): void {
  const others = inputs.filter(({ name }) => isGrabbed(feeds[name]) || isGpuFeed(feeds[name]));
  const names = new Set(others.map(({ name }) => name));
  const tensors = Object.entries(feeds).filter(([name]) => !names.has(name));
  checkFeeds(
    inputs.filter((input) => !names.has(input.name)),
    Object.fromEntries(tensors),
  );
  for (const input of others) {
    const feed = feeds[input.name] as unknown as GrabbedFeed | GpuFeed;
    if (isGrabbed(feed)) checkPicture(input, feed);
    else checkGpuFeed(input, feed, place);
  }
}

function checkPicture(input: TensorInfo, { preprocess }: GrabbedFeed): void {
  checkType(input, { dtype: 'float32', shape: [1, 3, ...preprocess.inputSize] }, 'as a picture');
}

function checkGpuFeed(input: TensorInfo, feed: GpuFeed, place: EnginePlace): void {
  if (place === 'worker') throw gpuInWorker(`input "${input.name}"`);
  checkType(input, feed, 'on the GPU');
  const { bytes } = byteSizes(feed);
  const { size } = feed.buffer as GpuBuffer;
  if (size < bytes) {
    throw new ShapeError(`the buffer of input "${input.name}" has ${size} bytes, expected ${bytes}`, {
      hint: `${dtypeInfo(feed.dtype).bytes} bytes for each element of [${feed.shape}]`,
    });
  }
}

function checkType(
  { name, dtype, shape }: TensorInfo,
  feed: Pick<GpuFeed, 'dtype' | 'shape'>,
  where: string,
): void {
  const fits =
    feed.shape.length === shape.length &&
    shape.every((dim, axis) => typeof dim !== 'number' || dim === feed.shape[axis]);
  if (fits && feed.dtype === dtype) return;
  const dims = shape.map((dim) => (typeof dim === 'number' ? dim : dim.key));
  throw new ShapeError(
    `input "${name}" is ${feed.dtype} [${feed.shape}] ${where}, expected ${dtype} [${dims}]`,
  );
}

/** GPU tensors cannot leave the thread whose device made them. */
export function gpuInWorker(what: string): OptionError {
  return new OptionError(
    `${what} is a GPU tensor, and the network runs in a worker with a device of its own`,
    {
      hint: 'webRuntime({ worker: false }) runs where it is called: on the page, or in a worker of your own',
    },
  );
}

function has(feed: unknown, field: string): boolean {
  return typeof feed === 'object' && feed !== null && field in feed;
}

/** Pictures hold memory outside of JavaScript, and video decoders wait for theirs. */
export function closePictures(feeds: Readonly<Record<string, unknown>>): void {
  for (const feed of Object.values(feeds)) if (isGrabbed(feed)) feed.grabbed.close();
}
