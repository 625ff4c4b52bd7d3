// Pictures of every kind as inputs, live video, and the calls of TensorFlow.js's MobileNet.

import type { GossamerError } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { type ImageSource, imageInput, mobilenet, pictureOf, stream } from '../../index.js';
import { networks, type TestNetwork } from '../networks.js';
import { CONFIG, PATTERN, patternPixels } from '../pattern.js';

export interface PictureFunctions {
  /** Pixels of the pattern that each kind of source gives, and the input made of it. */
  sources(): Promise<Record<string, { pixels: number[]; input: number[] }>>;
  /** Size of the picture of a video that shows the pattern. */
  videoSize(): Promise<number[]>;
  failures(): Promise<string[]>;
  /** Results of a model that takes 100 ms on video of 30 frames a second, until aborted. */
  stream(count: number): Promise<{ results: number; dropped: number; fps: number; latency: number }>;
  mobilenet(): Promise<{
    classes: { className: string; probability: number }[];
    logits: number[];
    error: string;
  }>;
}

const { width, height } = PATTERN;

function pattern(): ImageData {
  return new ImageData(new Uint8ClampedArray(patternPixels().buffer), width, height);
}

function canvas(): HTMLCanvasElement {
  const element = Object.assign(document.createElement('canvas'), { width, height });
  element.getContext('2d')?.putImageData(pattern(), 0, 0);
  return element;
}

async function everySource(): Promise<Record<string, ImageSource>> {
  const offscreen = new OffscreenCanvas(width, height);
  offscreen.getContext('2d')?.putImageData(pattern(), 0, 0);
  const blob = await offscreen.convertToBlob({ type: 'image/png' });
  const address = URL.createObjectURL(blob);
  return {
    imageData: pattern(),
    canvas: canvas(),
    offscreen,
    blob,
    address,
    url: new URL(address),
    image: Object.assign(new Image(), { src: address }),
    bitmap: await createImageBitmap(pattern()),
    frame: new VideoFrame(canvas(), { timestamp: 0 }),
  };
}

/** A video of a canvas that changes with every frame. */
async function playing(): Promise<{ video: HTMLVideoElement; stop(): void }> {
  const source = canvas();
  const context = source.getContext('2d');
  const timer = setInterval(() => context?.fillRect(Math.random() * width, 0, 3, 3), 1000 / 30);
  const video = Object.assign(document.createElement('video'), { muted: true });
  document.body.append(video);
  video.srcObject = source.captureStream(30);
  await video.play();
  return { video, stop: () => clearInterval(timer) };
}

const functions: PictureFunctions = {
  async sources() {
    const input = imageInput(CONFIG);
    const found: Record<string, { pixels: number[]; input: number[] }> = {};
    for (const [name, source] of Object.entries(await everySource())) {
      const { data } = await pictureOf(source);
      found[name] = { pixels: [...data], input: Array.from((await input(source)).data, Number) };
    }
    return found;
  },
  async videoSize() {
    const { video, stop } = await playing();
    const picture = await pictureOf(video);
    stop();
    return [picture.width, picture.height, picture.channels];
  },
  async failures() {
    const codes: string[] = [];
    const failed = (error: GossamerError): void => void codes.push(error.code);
    await pictureOf(new Blob(['no picture'])).catch(failed);
    await pictureOf('/none/none.png').catch(failed);
    await pictureOf(document.createElement('video')).catch(failed);
    await pictureOf('none.png', { signal: AbortSignal.abort() }).catch(failed);
    return codes;
  },
  async stream(count) {
    const { video, stop } = await playing();
    const controller = new AbortController();
    const model = () => new Promise((resolve) => setTimeout(resolve, 100));
    let [results, dropped, fps, latency] = [0, 0, 0, 0];
    for await (const found of stream(video, model, { signal: controller.signal })) {
      results++;
      dropped += found.dropped;
      [fps, latency] = [found.fps, found.latency];
      if (results === count) controller.abort();
    }
    stop();
    return { results, dropped, fps, latency };
  },
  async mobilenet() {
    const onnx = await encodeOnnx((networks.classifier as TestNetwork).build());
    const labels = Array.from({ length: 10 }, (_, i) => `kind ${i}`);
    await using model = await mobilenet.load({ onnx, preprocess: CONFIG, labels });
    const classes = await model.classify(canvas());
    const { data } = await model.infer(canvas());
    const error = await model.infer(canvas(), true).catch((reason: GossamerError) => reason.code);
    return { classes, logits: Array.from(data, Number), error: String(error) };
  },
};

Object.assign(globalThis, { functions });
