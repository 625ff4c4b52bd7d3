// What a session in the browser has beside core's: pictures as feeds, the reason for its device, and the GPU's own tensors.

import { OptionError, type Tensor } from '@gossamer/core';
import type { RunOptions, Session } from '@gossamer/core/runtime';
import { closePictures, isPicture, type PictureFeed, type WebFeeds } from './feeds.js';
import type { GpuTensor } from './gpu/gpu-tensor.js';
import { grabPicture } from './gpu/grab-picture.js';
import type { PlatformDevice } from './gpu/webgpu.js';
import { isImage, pictureOf } from './image/picture-of.js';

/** Of the numbers a network computes with. */
export type Precision = 'fp32' | 'fp16';

export interface WebSession extends Session {
  /** `fp16` where the network given as `half` runs. */
  readonly precision: Precision;
  /** Why it runs where it runs, for people. */
  why(): string;
  run(feeds: WebFeeds, options?: RunOptions): Promise<Record<string, Tensor>>;
  /**
   * The device of the network, to make buffers for it: it lives as long as the sessions that use it.
   * @throws OptionError where the network runs in a worker, or not on WebGPU
   */
  gpuDevice(): PlatformDevice;
}

/** A session whose results stay on the GPU. */
export interface GpuSession extends Omit<WebSession, 'run'> {
  run(feeds: WebFeeds, options?: RunOptions): Promise<Record<string, GpuTensor>>;
}

/** The session with pictures as feeds: the GPU prepares its own, elsewhere core does. */
export function webSession(session: Session, notes: Pick<WebSession, 'precision' | 'why'>): WebSession {
  const run = session.run.bind(session);
  const withPictures = async (feeds: WebFeeds, options: RunOptions = {}): Promise<Record<string, Tensor>> => {
    const taken: Record<string, unknown> = { ...feeds };
    try {
      for (const [name, feed] of Object.entries(feeds)) {
        if (isPicture(feed)) taken[name] = await take(feed, session.device, options);
      }
      return await run(taken as Record<string, Tensor>, options);
    } finally {
      closePictures(taken);
    }
  };
  const { gpuDevice = noDevice } = session as Partial<WebSession>;
  return Object.assign(session, {
    gpuDevice,
    ...notes,
    async run(feeds: WebFeeds, options?: RunOptions) {
      return hasPictures(feeds)
        ? withPictures(feeds, options)
        : run(feeds as Record<string, Tensor>, options);
    },
  });
}

/** @throws OptionError for pictures that do not say how they are prepared */
function hasPictures(feeds: WebFeeds | undefined): boolean {
  let found = false;
  for (const [name, feed] of Object.entries(feeds ?? {})) {
    const bare = isPicture(feed) ? typeof feed.preprocess !== 'object' : isImage(feed);
    if (bare) {
      throw new OptionError(`input "${name}" is a picture that does not say how it is prepared`, {
        hint: 'give { picture, preprocess } with the `preprocess` of the checkpoint',
      });
    }
    found ||= isPicture(feed);
  }
  return found;
}

function noDevice(): never {
  throw new OptionError('the network runs in a worker, or not on WebGPU: there is no GPU device of it here', {
    hint: "webRuntime({ device: 'webgpu', worker: false })",
  });
}

async function take({ picture, preprocess }: PictureFeed, device: string, { signal }: RunOptions) {
  if (device === 'webgpu') return { grabbed: await grabPicture(picture, signal), preprocess };
  // Taken as it is now. Most pages give tensors: what prepares pictures is loaded by the first one.
  const [pixels, { preparedInput }] = await Promise.all([
    pictureOf(picture, signal === undefined ? {} : { signal }),
    import('./image/prepared-input.js'),
  ]);
  return preparedInput(preprocess)(pixels);
}
