// Checks the options of `nodeRuntime`, for callers without types.

import { didYouMean, OptionError } from '@gossamer/core';
import type { NodeDevice, NodeRuntimeOptions } from './options.js';

const DEVICES: readonly NodeDevice[] = ['cuda', 'webgpu', 'cpu'];

/** The devices to try, the best first. @throws OptionError for a name that is none, and an empty list */
export function devicesOf(device: NodeRuntimeOptions['device'] = 'auto'): readonly NodeDevice[] {
  if (device === 'auto') return DEVICES;
  const devices = typeof device === 'string' ? [device] : [...device];
  const unknown = devices.find((name) => !DEVICES.includes(name));
  if (devices.length > 0 && unknown === undefined) return devices;
  const known = ['auto', ...DEVICES];
  throw new OptionError(
    unknown === undefined ? 'the list of devices is empty' : `there is no device "${unknown}"`,
    {
      hint: `${didYouMean(String(unknown), known) ?? ''} the devices are ${known.join(', ')}`.trim(),
    },
  );
}

/** @throws OptionError unless it is a whole number from 1 to 1024 */
export function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return threads;
  throw new OptionError(`threads is ${threads}`, { hint: 'give a whole number from 1 to 1024' });
}
