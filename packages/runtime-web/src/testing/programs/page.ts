// What the test page offers to the test: each function takes and gives plain JSON.

import type { GossamerError } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { type Capabilities, capabilities, type WebRuntimeOptions, webRuntime } from '../../index.js';
import { networks, type TestNetwork } from '../networks.js';

export interface PageResult {
  readonly device: string;
  readonly fallbacks: readonly { readonly device: string; readonly reason: string }[];
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface PageError {
  readonly code: string;
  readonly message: string;
}

/** Functions of the page, by the names the test calls them by. */
export interface PageFunctions {
  capabilities(): Promise<Capabilities>;
  /** Builds, encodes, loads and runs a network of the table, all in the page. */
  runNetwork(name: string, options: WebRuntimeOptions): Promise<PageResult>;
  /** Runs of one session that overlap, of batches 1 to `count`: the outputs' lengths in order. */
  overlap(count: number): Promise<readonly number[]>;
  /** What is wrong with loading some text, a run after dispose, and an aborted run. */
  failures(): Promise<readonly PageError[]>;
}

const input = (name: string, batch = 1) => {
  const [, ...rest] = (networks[name] as TestNetwork).input;
  return seededInput('x', [batch, ...rest]);
};
const load = async (name: string, options: WebRuntimeOptions) =>
  webRuntime(options).load(await encodeOnnx((networks[name] as TestNetwork).build()));

const functions: PageFunctions = {
  capabilities,
  async runNetwork(name, options) {
    const session = await load(name, options);
    const { y } = await session.run({ x: input(name, networks[name]?.input[0]) });
    await session.dispose();
    const { device, fallbacks } = session;
    return {
      device,
      fallbacks,
      dtype: y?.dtype ?? '',
      shape: y?.shape ?? [],
      data: Array.from(y?.data ?? [], Number),
    };
  },
  async overlap(count) {
    const session = await load('convolutions', {});
    const feeds = Array.from({ length: count }, (_, i) => ({ x: input('convolutions', i + 1) }));
    const results = await Promise.all(feeds.map((feed) => session.run(feed)));
    await session.dispose();
    return results.map(({ y }) => y?.data.length ?? 0);
  },
  async failures() {
    const errors: PageError[] = [];
    const failed = ({ code, message }: GossamerError): void => void errors.push({ code, message });
    await webRuntime().load(new TextEncoder().encode('<!doctype html><p>404')).catch(failed);
    const session = await load('convolutions', {});
    const controller = new AbortController();
    const first = session.run({ x: input('convolutions') });
    const second = session.run({ x: input('convolutions') }, { signal: controller.signal }).catch(failed);
    controller.abort();
    await Promise.all([first, second]);
    await session.dispose();
    await session.run({ x: input('convolutions') }).catch(failed);
    return errors;
  },
};

Object.assign(globalThis, { functions });
