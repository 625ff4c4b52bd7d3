// Starts on servers that misbehave, and the choice of a device.

import type { GossamerError } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { Runtime, Session } from '@gossamer/core/runtime';
import { seededInput } from '@gossamer/core/weights';
import { type Choice, chooseDevice } from '../../auto/choose-device.js';
import { defaultMemory } from '../../auto/memory.js';
import { type WebRuntimeOptions, webRuntime } from '../../index.js';
import { networks, type TestNetwork } from '../networks.js';

export interface Outcome {
  readonly code?: string;
  readonly message?: string;
  readonly device?: string;
  readonly why?: string;
}

export interface ProbeFunctions {
  /** Loads and runs once. */
  start(options: WebRuntimeOptions): Promise<Outcome>;
  /** The same by `auto` with a candidate that is this runtime on the page. */
  startBeside(): Promise<Outcome>;
  /** Codes of the errors for candidates that are none. */
  wrongCandidates(): Promise<string[]>;
  /** Two choices one after another where a run takes so many ms on each device; a negative one fails. */
  choose(wasm: number, webgpu: number, module?: number): Promise<{ choices: Choice[]; loads: number }>;
}

const { build, input } = networks.classifier as TestNetwork;

const functions: ProbeFunctions = {
  async start(options) {
    try {
      await using session = await webRuntime(options).load(await encodeOnnx(build()));
      await session.run({ x: seededInput('x', input) });
      return { device: session.device, why: session.why() };
    } catch (error) {
      const { code, message } = error as GossamerError;
      return { code, message };
    }
  },
  startBeside: () =>
    functions.start({
      device: 'auto',
      candidates: [{ name: 'beside', load: (onnx) => webRuntime({ worker: false, threads: 1 }).load(onnx) }],
    }),
  async wrongCandidates() {
    const codes: string[] = [];
    for (const wrong of [undefined, webRuntime, {}, 'wasm']) {
      const candidates = [wrong] as unknown as Runtime[];
      const { code } = await functions.start({ device: 'auto', candidates });
      codes.push(String(code));
    }
    return codes;
  },
  async choose(wasm, webgpu, module) {
    const bytes = new TextEncoder().encode(`network of ${wasm}, ${webgpu} and ${module}`);
    const times: Record<string, number | undefined> = { wasm, webgpu, module };
    let loads = 0;
    const load = async (device: string): Promise<Session> => {
      loads++;
      if (Number(times[device]) < 0) throw new Error('no kernel');
      return { device, dispose: async () => {} } as Session;
    };
    const tools = {
      memory: defaultMemory,
      measure: async ({ device }: Session) => Number(times[device]),
      adapter: async () => ({ features: new Set<string>(), info: { vendor: 'test' } }),
    };
    const choose = () => chooseDevice(bytes, [1], load, tools, module === undefined ? [] : ['module']);
    const choices = [await choose(), await choose()];
    return { choices, loads };
  },
};

Object.assign(globalThis, { functions });
