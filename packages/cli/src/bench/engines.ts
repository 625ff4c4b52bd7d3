// Engines: what a benchmark can measure with, and the devices of each.

import { OptionError } from '@gossamer/core';
import type { Target } from '@gossamer/core/compile';

interface EngineFacts {
  /** The first is meant where nobody says. */
  readonly devices: Readonly<Record<string, Target>>;
  /** What --help says. */
  readonly about: string;
}

/** Each engine's devices, and the target that graphs are compiled for there. */
export const ENGINES = {
  node: { devices: { cpu: 'cpu', cuda: 'cuda', webgpu: 'webgpu' }, about: 'onnxruntime-node' },
  web: { devices: { wasm: 'wasm' }, about: "onnxruntime-web's WebAssembly in this process" },
  wasm: { devices: { module: 'wasm' }, about: 'a WebAssembly module made of the network, in this process' },
  browser: {
    devices: { module: 'wasm', wasm: 'wasm', webgpu: 'webgpu' },
    about: 'such a module and onnxruntime-web in a headless Chromium',
  },
} as const satisfies Readonly<Record<string, EngineFacts>>;

export type EngineName = keyof typeof ENGINES;

/** What a session runs on. */
export interface EngineSetting {
  readonly runtime: EngineName;
  readonly device: string;
  readonly threads: number;
}

/** All devices of all engines. */
export const DEVICES: readonly string[] = [
  ...new Set(Object.values(ENGINES).flatMap(({ devices }) => Object.keys(devices))),
];

/** What graphs are compiled for. */
export function targetOf({ runtime, device }: Pick<EngineSetting, 'runtime' | 'device'>): Target {
  const devices: Readonly<Record<string, Target>> = ENGINES[runtime].devices;
  return devices[device] as Target;
}

/** The device meant where nobody says. */
export function usualDevice(runtime: EngineName): string {
  return devicesOf(runtime)[0] as string;
}

function devicesOf(runtime: EngineName): string[] {
  return Object.keys(ENGINES[runtime].devices);
}

/**
 * Every engine with those of the devices that it has; with its first one where none are given.
 * @throws OptionError for a device that no engine asked for has
 */
export function enginesOn(
  runtimes: readonly EngineName[],
  devices: readonly string[] | undefined,
): Pick<EngineSetting, 'runtime' | 'device'>[] {
  const stray = devices?.find((device) => !runtimes.some((runtime) => devicesOf(runtime).includes(device)));
  if (stray !== undefined) {
    const where = Object.keys(ENGINES).filter((name) => devicesOf(name as EngineName).includes(stray));
    throw new OptionError(`--device ${stray} does not go with --runtime ${runtimes.join(',')}`, {
      hint: `it is a device of --runtime ${where.join(' or ')}`,
    });
  }
  return runtimes.flatMap((runtime) => {
    const own = devicesOf(runtime);
    const asked = devices?.filter((device) => own.includes(device)) ?? [usualDevice(runtime)];
    return asked.map((device) => ({ runtime, device }));
  });
}

/** Whether it computes on this process's own threads, so that the process's clock tells what they did. */
export function hasProcessorClock({ runtime, device }: Pick<EngineSetting, 'runtime' | 'device'>): boolean {
  return runtime !== 'browser' && ['cpu', 'wasm', 'module'].includes(device);
}

/** Whether processor time can stand for wall time. */
export function isOneThread(setting: EngineSetting): boolean {
  return hasProcessorClock(setting) && setting.threads === 1;
}

/** Where both are the same engine with the same threads, the same limits hold. */
export function isSameEngine(a: EngineSetting, b: EngineSetting): boolean {
  return engineKey(a) === engineKey(b);
}

/** `node cpu with 2 threads`. */
export function engineKey({ runtime, device, threads }: EngineSetting): string {
  return `${runtime} ${device} with ${threads} thread${threads === 1 ? '' : 's'}`;
}
