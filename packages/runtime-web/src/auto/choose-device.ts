// Which device runs a network quicker here: measured once, then remembered.

import type { Session } from '@gossamer/core/runtime';
import { adapterOf } from '../gpu.js';
import type { WebDevice } from '../options.js';
import { measureRun } from './measure-run.js';
import { defaultMemory, type Memory } from './memory.js';

export interface Choice {
  readonly device: WebDevice;
  /** For people. */
  readonly why: string;
}

/** What the choice depends on; tests put theirs in. */
export interface ChoiceTools {
  readonly memory: Memory;
  readonly measure: (session: Session) => Promise<number>;
  readonly adapter: typeof adapterOf;
}

const TOOLS: ChoiceTools = { memory: defaultMemory, measure: measureRun, adapter: adapterOf };

/**
 * WebGPU where a GPU answers and one run is quicker than on WASM. The answer is remembered for these bytes, this
 * adapter, browser and number of threads.
 */
export async function chooseDevice(
  bytes: Uint8Array,
  threads: number,
  load: (device: WebDevice) => Promise<Session>,
  { memory, measure, adapter: ask }: ChoiceTools = TOOLS,
): Promise<Choice> {
  const adapter = await ask();
  if ('reason' in adapter) return { device: 'wasm', why: `wasm, because ${adapter.reason}: ${adapter.fix}` };
  if (adapter.info?.isFallbackAdapter || adapter.info?.architecture === 'swiftshader') {
    return { device: 'wasm', why: 'wasm, because the only GPU adapter is computed by the processor' };
  }
  const key = await keyOf(bytes, threads, adapter.info);
  const known = await memory.get(key);
  if (isChoice(known)) return { device: known.device, why: `${known.why} (remembered)` };
  const choice = await quicker(load, measure);
  await memory.set(key, choice);
  return choice;
}

async function quicker(
  load: (device: WebDevice) => Promise<Session>,
  measure: (session: Session) => Promise<number>,
): Promise<Choice> {
  const wasm = await timed('wasm', load, measure);
  const webgpu = await timed('webgpu', load, measure).catch((error: unknown) => String(error));
  if (typeof webgpu === 'string') return { device: 'wasm', why: `wasm, because webgpu failed: ${webgpu}` };
  const figures = `a run takes ${webgpu.toFixed(1)} ms on webgpu and ${wasm.toFixed(1)} ms on wasm`;
  const device = webgpu < wasm ? 'webgpu' : 'wasm';
  return { device, why: `${device}, because ${figures}` };
}

async function timed(
  device: WebDevice,
  load: (device: WebDevice) => Promise<Session>,
  measure: (session: Session) => Promise<number>,
): Promise<number> {
  const session = await load(device);
  try {
    return await measure(session);
  } finally {
    await session.dispose();
  }
}

async function keyOf(bytes: Uint8Array, threads: number, info: object | undefined): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const { vendor, architecture, device } = { ...info } as Record<string, string | undefined>;
  return JSON.stringify(['device', 1, hash, threads, vendor, architecture, device, navigator.userAgent]);
}

function isChoice(value: unknown): value is Choice {
  const { device, why } = { ...(value as Partial<Choice>) };
  return (device === 'wasm' || device === 'webgpu') && typeof why === 'string';
}
