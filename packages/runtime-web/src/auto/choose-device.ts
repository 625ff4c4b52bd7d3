// Which device runs a network quicker here: measured once, then remembered.

import { hexOf } from '@gossamer/core';
import type { Session } from '@gossamer/core/runtime';
import { adapterOf } from '../gpu.js';
import { sha256 } from '../sha256.js';
import { measureRun } from './measure-run.js';
import { defaultMemory, type Memory } from './memory.js';

export interface Choice {
  /** `wasm`, `webgpu`, or the name of a candidate. */
  readonly device: string;
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

type Load = (device: string) => Promise<Session>;

/**
 * The quickest of WASM, WebGPU where a GPU answers, and the candidates. The answer is remembered for these bytes, this
 * adapter, browser, candidates and `setting`: the number of threads and the precision on the GPU.
 */
export async function chooseDevice(
  bytes: Uint8Array,
  setting: readonly (string | number)[],
  load: Load,
  { memory, measure, adapter: ask }: ChoiceTools = TOOLS,
  candidates: readonly string[] = [],
): Promise<Choice> {
  const adapter = await ask();
  const info = 'reason' in adapter ? undefined : adapter.info;
  const without =
    'reason' in adapter
      ? `${adapter.reason}: ${adapter.fix}`
      : info?.isFallbackAdapter || info?.architecture === 'swiftshader'
        ? 'the only GPU adapter is computed by the processor'
        : undefined;
  const devices = [...(without === undefined ? ['webgpu'] : []), ...candidates, 'wasm'];
  if (devices.length === 1) return { device: 'wasm', why: `wasm, because ${without}` };
  const key = await keyOf(bytes, [...setting, ...candidates], info);
  const known = await memory.get(key);
  if (isChoice(known, devices)) return { device: known.device, why: `${known.why} (remembered)` };
  const choice = await quickest(devices, load, measure, without);
  await memory.set(key, choice);
  return choice;
}

/** @throws what the last device does, where none of them works */
async function quickest(
  devices: readonly string[],
  load: Load,
  measure: ChoiceTools['measure'],
  withoutGpu: string | undefined,
): Promise<Choice> {
  const times: { device: string; ms: number }[] = [];
  const notes: string[] = [];
  let failure: unknown;
  // Backwards: what always works warms up the page for the others.
  for (const device of [...devices].reverse()) {
    try {
      times.unshift({ device, ms: await timed(device, load, measure) });
    } catch (error) {
      failure = error;
      notes.unshift(`${device} failed: ${String(error)}`);
    }
  }
  const [best] = [...times].sort((a, b) => a.ms - b.ms);
  if (best === undefined) throw failure;
  if (withoutGpu !== undefined) notes.push(`not on webgpu: ${withoutGpu}`);
  const figures = times.map(({ device, ms }) => `${ms.toFixed(1)} ms on ${device}`);
  const measured = figures.length > 1 ? [`a run takes ${listed(figures)}`] : [];
  return { device: best.device, why: `${best.device}, because ${[...measured, ...notes].join('; ')}` };
}

/** `a, b and c`. */
function listed(items: readonly string[]): string {
  return [items.slice(0, -1).join(', '), items.at(-1)].filter(Boolean).join(' and ');
}

async function timed(device: string, load: Load, measure: ChoiceTools['measure']): Promise<number> {
  const session = await load(device);
  try {
    return await measure(session);
  } finally {
    await session.dispose();
  }
}

async function keyOf(
  bytes: Uint8Array,
  setting: readonly (string | number)[],
  info: object | undefined,
): Promise<string> {
  const { vendor, architecture, device } = { ...info } as Record<string, string | undefined>;
  return JSON.stringify([
    'device',
    2,
    hexOf(await sha256(bytes)),
    ...setting,
    vendor,
    architecture,
    device,
    navigator.userAgent,
  ]);
}

function isChoice(value: unknown, devices: readonly string[]): value is Choice {
  const { device, why } = { ...(value as Partial<Choice>) };
  return typeof device === 'string' && devices.includes(device) && typeof why === 'string';
}
