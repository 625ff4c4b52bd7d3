// Pictures of every kind as inputs, live video, and the calls of TensorFlow.js's MobileNet.

import type { GossamerError } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import {
  type ImageSource,
  imageInput,
  type MobileNetOptions,
  mobilenet,
  pictureOf,
  stream,
  type WebFeeds,
  webRuntime,
} from '../../index.js';
import { greyPng } from '../grey-png.js';
import { networks, type TestNetwork } from '../networks.js';
import { CONFIG, PATTERN, patternPixels } from '../pattern.js';

export interface PictureFunctions {
  /** Pixels of the pattern that each kind of source gives, and the input made of it. */
  sources(): Promise<Record<string, { pixels: number[]; input: number[] }>>;
  /** Size of the picture of a video that shows the pattern. */
  videoSize(): Promise<number[]>;
  failures(): Promise<string[]>;
  /** Texts of the errors for what is no picture, by what it is. */
  refusals(): Promise<Record<string, string>>;
  /** Of a picture wider than any canvas: its size, and how many of its pixels are not its formula's. */
  wide(width: number, height: number): Promise<{ size: number[]; wrong: number }>;
  /** Colours of one pixel as a file with a wide colour profile stores it, as a file and as an element. */
  profiled(colour: number[]): Promise<number[][]>;
  /** The pixels a PNG gives: base64 in, as a file and as an element. */
  file(base64: string): Promise<number[][]>;
  /** Results of a model that takes 100 ms on video of 30 frames a second, until aborted. */
  stream(count: number): Promise<{ results: number; dropped: number; fps: number; latency: number }>;
  mobilenet(): Promise<{
    classes: { className: string; probability: number }[];
    logits: number[];
    error: string;
  }>;
  /** Texts of the errors for feeds that are none. */
  feedErrors(): Promise<string[]>;
  /** Codes of the errors where something is missing or no network. */
  mobilenetWithout(): Promise<string[]>;
  /** Results until the camera was stopped or taken away during the second run. */
  streamEnds(how: 'stopped' | 'removed'): Promise<number>;
  streamOfCanvas(): Promise<string>;
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

async function fileAndElement(blob: Blob): Promise<number[][]> {
  const image = Object.assign(new Image(), { src: URL.createObjectURL(blob) });
  const pictures = [await pictureOf(blob), await pictureOf(image)];
  return pictures.map(({ data }) => [...data]);
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
  async refusals() {
    const closed = await createImageBitmap(pattern());
    closed.close();
    const frame = new VideoFrame(canvas(), { timestamp: 0 });
    frame.close();
    const given = pattern();
    structuredClone(given.data.buffer, { transfer: [given.data.buffer] });
    const sources: Record<string, unknown> = {
      nothing: undefined,
      null: null,
      number: 7,
      bytes: new ArrayBuffer(8),
      element: document.createElement('div'),
      bitmap: closed,
      frame,
      given,
      empty: new Blob([]),
      svg: new Blob(['<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'], {
        type: 'image/svg+xml',
      }),
      image: new Image(),
      page: location.href,
    };
    const found: Record<string, string> = {};
    for (const [name, source] of Object.entries(sources)) {
      await pictureOf(source as ImageSource).catch((error: GossamerError) => {
        found[name] = `${error.code}: ${error.message}`;
      });
    }
    return found;
  },
  async wide(columns, rows) {
    const colourOf = (x: number, y: number) => (x * 7 + y * 31 + (x >> 9)) & 255;
    const { width, height, data } = await pictureOf(await greyPng(columns, rows, colourOf));
    let wrong = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) if (data[(y * width + x) * 4] !== colourOf(x, y)) wrong++;
    }
    return { size: [width, height], wrong };
  },
  async profiled(colour) {
    const settings = { colorSpace: 'display-p3' } as const;
    const wide = new OffscreenCanvas(1, 1);
    const pixel = new ImageData(Uint8ClampedArray.from(colour), 1, 1, settings);
    wide.getContext('2d', settings)?.putImageData(pixel, 0, 0);
    const blob = await wide.convertToBlob({ type: 'image/png' });
    return fileAndElement(blob);
  },
  file: async (base64) => fileAndElement(await (await fetch(`data:image/png;base64,${base64}`)).blob()),
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
  async feedErrors() {
    const model = (networks.classifier as TestNetwork).build();
    await using session = await webRuntime().load(await encodeOnnx(model));
    const errors: string[] = [];
    const feeds: unknown[] = [
      undefined,
      { x: canvas() },
      { x: { picture: canvas() } },
      { x: new Float32Array(3) },
    ];
    for (const wrong of feeds) {
      await session
        .run(wrong as WebFeeds)
        .catch(({ code, message }: GossamerError) => errors.push(`${code}: ${message}`));
    }
    return errors;
  },
  async mobilenetWithout() {
    const onnx = await encodeOnnx((networks.classifier as TestNetwork).build());
    const whole = { onnx, preprocess: CONFIG, labels: [] };
    const errors: string[] = [];
    for (const change of [
      { onnx: undefined },
      { labels: undefined },
      { preprocess: undefined },
      { embedding: new Uint8Array(4) },
    ]) {
      await mobilenet
        .load({ ...whole, ...change } as unknown as MobileNetOptions)
        .catch(({ code }: GossamerError) => errors.push(code));
    }
    return errors;
  },
  async streamEnds(how) {
    const { video, stop } = await playing();
    let runs = 0;
    const model = async () => {
      if (++runs === 2) {
        if (how === 'removed') video.srcObject = null;
        else for (const track of (video.srcObject as MediaStream).getTracks()) track.stop();
      }
      await new Promise((resolve) => setTimeout(resolve, 60));
    };
    let results = 0;
    for await (const _ of stream(video, model)) results++;
    stop();
    return results;
  },
  async streamOfCanvas() {
    const frames = stream(canvas() as unknown as HTMLVideoElement, async () => undefined);
    return frames.next().then(
      () => 'frames',
      ({ code }: GossamerError) => code,
    );
  },
};

Object.assign(globalThis, { functions });
