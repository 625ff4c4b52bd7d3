// A model on live video: the newest frame, as often as the model is ready for it.

import { OptionError } from '@gossamer/core';
import type { AbortSource } from '@gossamer/core/runtime';
import { kindOf } from './kind-of.js';

export interface StreamResult<T> {
  readonly result: T;
  /** From the frame's presentation to the result, in ms. */
  readonly latency: number;
  /** Results a second, over the last second or so. */
  readonly fps: number;
  /** Frames that passed since the result before, because the model or the reader was busy. */
  readonly dropped: number;
}

interface Frame {
  /** When it was presented, on the clock of `performance.now`. */
  readonly time: number;
  /** Frames presented so far. */
  readonly count: number;
}

/**
 * Results of the video's frames until the signal fires, the video ends, its camera is gone or the loop is left. No frame
 * waits: one that comes while the model is busy is dropped.
 *
 * @param model takes the video as it shows the frame, such as `(video) => classifier.classify(video)`
 * @throws OptionError for what is no video, or a browser that does not tell its frames; what the model throws
 *
 * @example
 * ```ts
 * for await (const { result, fps } of stream(video, (frame) => classify(frame), { signal })) show(result, fps);
 * ```
 */
export async function* stream<T>(
  video: HTMLVideoElement,
  model: (frame: HTMLVideoElement) => Promise<T>,
  { signal }: { signal?: AbortSource } = {},
): AsyncGenerator<StreamResult<T>, void, undefined> {
  checkVideo(video);
  const times: number[] = [];
  let last: number | undefined;
  while (!isOver(video, last !== undefined)) {
    const frame = await nextFrame(video, signal);
    if (frame === undefined) return;
    const result = await model(video);
    if (signal?.aborted) return;
    const now = performance.now();
    const dropped = last === undefined ? 0 : Math.max(0, frame.count - last - 1);
    last = frame.count;
    yield { result, latency: now - frame.time, fps: rate(times, now), dropped };
  }
}

function checkVideo(video: Partial<HTMLVideoElement> | null | undefined): void {
  if (typeof video?.requestVideoFrameCallback === 'function') return;
  throw new OptionError(`the frames of ${kindOf(video)} cannot be followed`, {
    hint: 'give a <video>, in Chrome, Edge, Safari 15.4 or Firefox 132 and later',
  });
}

const WINDOW_MS = 1000;

/** Intervals between the last results, as results a second; 0 for the first. */
function rate(times: number[], now: number): number {
  times.push(now);
  while (times.length > 2 && now - (times[0] as number) > WINDOW_MS) times.shift();
  const span = now - (times[0] as number);
  return span > 0 ? ((times.length - 1) * 1000) / span : 0;
}

/** While the model works nobody hears what the video says. @param begun whether there was a frame: some get their source late */
function isOver(video: HTMLVideoElement, begun: boolean): boolean {
  return video.ended || video.error !== null || (begun && video.networkState === video.NETWORK_EMPTY);
}

/** What a video says when no frame will come: it ended, got another source or none, or broke. */
const LAST_EVENTS = ['ended', 'emptied', 'error'] as const;

/** The next frame that is presented; undefined once the signal fires or no frame will come. */
function nextFrame(video: HTMLVideoElement, signal: AbortSource | undefined): Promise<Frame | undefined> {
  return new Promise((resolve) => {
    const camera = video.srcObject as MediaStream | null;
    if (signal?.aborted || camera?.active === false) return resolve(undefined);
    const finish = (frame?: Frame): void => {
      video.cancelVideoFrameCallback(handle);
      for (const event of LAST_EVENTS) video.removeEventListener(event, stop);
      camera?.removeEventListener('inactive', stop);
      signal?.removeEventListener('abort', stop);
      resolve(frame);
    };
    const stop = (): void => finish();
    const handle = video.requestVideoFrameCallback((time, { presentedFrames }) => {
      finish({ time, count: presentedFrames });
    });
    for (const event of LAST_EVENTS) video.addEventListener(event, stop);
    camera?.addEventListener('inactive', stop);
    signal?.addEventListener('abort', stop);
  });
}
