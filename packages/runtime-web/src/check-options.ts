// Checks the options of `webRuntime`, for callers without types.

import { OptionError } from '@gossamer/core';
import type { WebRuntimeOptions } from './options.js';

const DEVICES: readonly WebRuntimeOptions['device'][] = ['auto', 'wasm', 'webgpu'];

/** @throws OptionError for a device that is none, or threads outside 1 to 64 */
export function checkOptions({ device = 'wasm', threads }: WebRuntimeOptions): void {
  if (!DEVICES.includes(device)) {
    throw new OptionError(`there is no device "${device}"`, {
      hint: `the devices are ${DEVICES.join(', ')}`,
    });
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 64)) {
    throw new OptionError(`threads is ${threads}`, { hint: 'give a whole number from 1 to 64' });
  }
}
