// What happens around the worker: copies, aborts, lost devices, memory, and a page that stays responsive.

import type { GossamerError, Tensor } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { Session } from '@gossamer/core/runtime';
import { seededInput } from '@gossamer/core/weights';
import { type WebDevice, type WebRuntime, webRuntime } from '../../index.js';
import { loweredModel } from '../families.js';
import { networks, type TestNetwork } from '../networks.js';

export interface WorkerFunctions {
  /** Length of the feed after a run. */
  feedAfterRun(): Promise<number>;
  /** A run aborted while it computes, beside a session whose run is queued behind it; `again` is the length of a later result. */
  abortRunning(
    device: WebDevice,
  ): Promise<{ code: string; ms: number; again: number; other: number; wanted: number }>;
  /** The longest task of the page while a network is loaded and run, and the page itself is busy for some ms. */
  longestTask(device: WebDevice, runs: number, busy: number): Promise<{ longest: number }>;
  /** Creates, runs and disposes so many sessions; bytes in use behind them. */
  leak(device: WebDevice, count: number): Promise<number>;
  /** Largest difference of results before and after the device was destroyed. */
  deviceLoss(): Promise<{ difference: number; device: string }>;
  /** A worker that cannot start. */
  missingWorker(): Promise<{ reason: string; results: number }>;
  /** A worker that throws at its first request, and a function that gives none: errors, or why they run on the page. */
  brokenWorkers(): Promise<string[]>;
  /** A worker that closes itself at a run: the first time only, so that the value is that of another; and every time. */
  closingWorkers(): Promise<{ once: number; always: string; wanted: number }>;
  /** A worker whose threads never start; one that never answers, and a load that is aborted. */
  stuckLoads(): Promise<string[]>;
  /** A start of onnxruntime that fails, and the next one. */
  startAgain(): Promise<string[]>;
  /** A session loaded while another's run is aborted: the values of its results. */
  loadDuringAbort(): Promise<number>;
}

const { build, input } = networks.quick as TestNetwork;
const x = (): Tensor => seededInput('x', input);

/** A network and input whose first run takes a second or more. */
const SLOW = {
  async wasm() {
    const feeds = { pixel_values: seededInput('input', [1, 3, 512, 512]) };
    return { onnx: await encodeOnnx(await loweredModel('cspresnet50', 512, 'wasm')), feeds };
  },
  /** Its shaders are compiled by the first run. */
  async webgpu() {
    const slow = networks.convolutions as TestNetwork;
    return { onnx: await encodeOnnx(slow.build()), feeds: { x: seededInput('x', slow.input) } };
  },
};

/** One for all calls. */
const leaking: Partial<Record<WebDevice, WebRuntime>> = {};

const functions: WorkerFunctions = {
  async feedAfterRun() {
    await using session = await webRuntime().load(await encodeOnnx(build()));
    const feed = x();
    await session.run({ x: feed });
    await session.run({ x: feed });
    return feed.data.length;
  },
  async abortRunning(device) {
    const runtime = webRuntime({ device, threads: 1 });
    const { onnx, feeds } = await SLOW[device]();
    const slow = await runtime.load(onnx);
    const quick = await runtime.load(await encodeOnnx(build()));
    const wanted = await first(quick);
    const controller = new AbortController();
    const run = slow.run(feeds, { signal: controller.signal }).catch((error: GossamerError) => error.code);
    const behind = first(quick);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = performance.now();
    controller.abort();
    const code = String(await run);
    const ms = performance.now() - start;
    const other = await behind;
    const [again] = Object.values(await slow.run(feeds));
    return { code, ms, again: again?.data.length ?? 0, other, wanted };
  },
  async longestTask(device, runs, busy) {
    const name = device === 'wasm' ? 'mobilenetv4_hybrid_medium_075' : 'mobilenetv4_conv_small_035';
    const bytes = await encodeOnnx(await loweredModel(name, 224, device));
    const feeds = { pixel_values: seededInput('input', [1, 3, 224, 224]) };
    await new Promise((resolve) => setTimeout(resolve, 500));
    let longest = 0;
    const note = (entries: PerformanceEntryList): void => {
      for (const { duration } of entries) longest = Math.max(longest, duration);
    };
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: 'longtask' });
    setTimeout(() => spin(busy), 20);
    await using session = await webRuntime({ device, threads: 1 }).load(bytes);
    for (let i = 0; i < runs; i++) await session.run(feeds);
    await new Promise((resolve) => setTimeout(resolve, 500));
    note(observer.takeRecords());
    observer.disconnect();
    return { longest };
  },
  async leak(device, count) {
    leaking[device] ??= webRuntime({ device, threads: 1 });
    const bytes = await encodeOnnx(build());
    for (let i = 0; i < count; i++) {
      const session = await leaking[device].load(bytes);
      await session.run({ x: x() });
      await session.dispose();
    }
    return memory();
  },
  async deviceLoss() {
    const runtime = webRuntime({
      device: 'webgpu',
      createWorker: () => new Worker('losing-worker.js', { type: 'module' }),
    });
    await using session = await runtime.load(await encodeOnnx(build()));
    const before = await session.run({ x: x() });
    new BroadcastChannel('lose').postMessage('now');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const after = await session.run({ x: x() });
    const values = Array.from(after.y?.data ?? [], Number);
    const differences = Array.from(before.y?.data ?? [], Number).map((value, i) =>
      Math.abs(value - (values[i] as number)),
    );
    return { difference: Math.max(...differences), device: session.device };
  },
  async missingWorker() {
    const runtime = webRuntime({ createWorker: () => new Worker('none.js', { type: 'module' }) });
    await using session = await runtime.load(await encodeOnnx(build()));
    const { y } = await session.run({ x: x() });
    return { reason: session.fallbacks[0]?.reason ?? '', results: y?.data.length ?? 0 };
  },
  async brokenWorkers() {
    const script = URL.createObjectURL(new Blob([FAILING], { type: 'text/javascript' }));
    const workers = [() => new Worker(script), () => undefined as unknown as Worker];
    const found: string[] = [];
    for (const createWorker of workers) {
      await webRuntime({ createWorker, threads: 1 })
        .load(await encodeOnnx(build()))
        .then(
          (session) => found.push(session.fallbacks[0]?.reason ?? ''),
          (error: GossamerError) => found.push(words(error)),
        );
    }
    return found;
  },
  async closingWorkers() {
    const onnx = await encodeOnnx(build());
    const closing = (): Worker => new Worker('closing-worker.js', { type: 'module' });
    const workers = [closing, () => new Worker('worker-wasm.js', { type: 'module' })];
    const createWorker = (): Worker => (workers.shift() ?? closing)();
    await using usual = await webRuntime({ threads: 1 }).load(onnx);
    await using session = await webRuntime({ createWorker, threads: 1 }).load(onnx);
    const once = await first(session);
    await using hopeless = await webRuntime({ createWorker: closing, threads: 1 }).load(onnx);
    const always = await first(hopeless).catch(words);
    return { once, always: String(always), wanted: await first(usual) };
  },
  async stuckLoads() {
    const onnx = await encodeOnnx(build());
    const threadless = (): Worker => new Worker('threadless-worker.js', { type: 'module' });
    const never = webRuntime({ createWorker: threadless, threads: 2 }).load(onnx);
    const found = [String(await never.catch(words))];
    const script = URL.createObjectURL(new Blob(["postMessage({ id: 0, value: 'ready' })"]));
    const silent = webRuntime({ createWorker: () => new Worker(script), threads: 1 });
    const signal = AbortSignal.timeout(50);
    return [...found, String(await silent.load(onnx, { signal }).catch(words))];
  },
  async startAgain() {
    const onnx = await encodeOnnx(build());
    const runtime = webRuntime({ threads: 1 });
    const found: string[] = [];
    for (let attempt = 0; attempt < 2; attempt++) {
      await using session = await runtime
        .load(onnx)
        .catch((error: GossamerError) => void found.push(words(error)));
      if (session !== undefined) found.push(session.device);
    }
    return found;
  },
  async loadDuringAbort() {
    const runtime = webRuntime({ threads: 1 });
    const { onnx: large, feeds } = await SLOW.wasm();
    await using slow = await runtime.load(large);
    const controller = new AbortController();
    const run = slow.run(feeds, { signal: controller.signal }).catch(() => undefined);
    const loading = encodeOnnx(build()).then((onnx) => runtime.load(onnx));
    setTimeout(() => controller.abort(), 100);
    await using session = await loading;
    await run;
    return first(session);
  },
};

/** A worker that starts and then fails at what it is asked. */
const FAILING = `postMessage({ id: 0, value: 'ready' }); onmessage = () => { throw new Error('out of memory'); };`;

const words = ({ code, message }: GossamerError): string => `${code}: ${message}`;

function spin(ms: number): void {
  for (const start = performance.now(); performance.now() - start < ms; );
}

async function first(session: Session): Promise<number> {
  const { y } = await session.run({ x: x() });
  return Number(y?.data[0]);
}

async function memory(): Promise<number> {
  const page = performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> };
  return (await page.measureUserAgentSpecificMemory()).bytes;
}

Object.assign(globalThis, { functions });
