// Runs networks in a worker of a page: the program of the benchmark's browser.

import type { Feeds, Runtime, Session } from '@gossamer/core/runtime';
import { wasmRuntime } from '@gossamer/runtime-wasm';
import { webRuntime } from '@gossamer/runtime-web';
import type { PageFunctions } from '../page-functions.js';
import { fromWire, toWire } from '../wire-tensor.js';

interface Running {
  readonly session: Session;
  feeds: Feeds;
}

const words = new URLSearchParams(location.search);
const runtime = runtimeOf(words.get('device') ?? '', Number(words.get('threads')));
const networks = new Map<number, Running>();

function runtimeOf(device: string, threads: number): Runtime {
  if (device === 'module') return wasmRuntime({ threads });
  return webRuntime({ device: device === 'webgpu' ? 'webgpu' : 'wasm', threads, worker: false });
}

const functions: PageFunctions = {
  async load(id, url) {
    const response = await fetch(url);
    const session = await runtime.load(new Uint8Array(await response.arrayBuffer()));
    networks.set(id, { session, feeds: {} });
    return { inputs: session.inputs, outputs: session.outputs };
  },
  async run(id, feeds) {
    const running = networkOf(id);
    running.feeds = mapped(feeds, fromWire);
    return mapped(await running.session.run(running.feeds), toWire);
  },
  async sample(id) {
    const { session, feeds } = networkOf(id);
    const start = performance.now();
    await session.run(feeds);
    return performance.now() - start;
  },
  async dispose(id) {
    await networkOf(id).session.dispose();
    networks.delete(id);
  },
};

function networkOf(id: number): Running {
  const running = networks.get(id);
  if (running === undefined) throw new Error(`there is no network ${id}`);
  return running;
}

function mapped<A, B>(values: Readonly<Record<string, A>>, of: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
}

/** A call, answered with its number. */
interface Call {
  readonly number: number;
  readonly name: keyof PageFunctions;
  readonly args: readonly unknown[];
}

addEventListener('message', async ({ data }: MessageEvent<Call>) => {
  const { number, name, args } = data;
  try {
    const work = functions[name] as (...args: readonly unknown[]) => Promise<unknown>;
    postMessage({ number, result: await work(...args) });
  } catch (error) {
    postMessage({ number, error: error instanceof Error ? error.message : String(error) });
  }
});
