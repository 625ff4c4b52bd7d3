// The first device that runs, for those who create sessions elsewhere than on this thread.

import type { Fallback } from '@gossamer/core/runtime';
import type { Binding } from '../binding.js';
import { devicesOf } from '../check-options.js';
import type { NodeDevice, NodeRuntimeOptions } from '../options.js';
import { fallbackOf, noneAvailable } from './fallbacks.js';
import { createProber } from './probe.js';

export interface ChosenDevice {
  readonly device: NodeDevice;
  readonly fallbacks: readonly Fallback[];
}

/** @throws DeviceUnavailableError where none of those asked for can run */
export async function chooseDevice(binding: Binding, options: NodeRuntimeOptions): Promise<ChosenDevice> {
  const prober = createProber(binding, options);
  const unasked = options.device === undefined || options.device === 'auto';
  const fallbacks: Fallback[] = [];
  for (const device of devicesOf(options.device)) {
    const status = await prober.probe(device, unasked);
    if (status.available) return { device, fallbacks };
    fallbacks.push(fallbackOf(status));
  }
  throw noneAvailable(fallbacks);
}
