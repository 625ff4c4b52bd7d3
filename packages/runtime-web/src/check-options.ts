// Checks the options of `webRuntime`, for callers without types.

import { OptionError } from '@gossamer/core';
import type { WebRuntimeOptions } from './options.js';

const DEVICES: readonly WebRuntimeOptions['device'][] = ['auto', 'wasm', 'webgpu'];

/** @throws OptionError for a device that is none, threads outside 1 to 64, candidates without `auto`, of one name or that are no runtimes */
export function checkOptions({ device = 'wasm', threads, candidates = [] }: WebRuntimeOptions): void {
  if (!DEVICES.includes(device)) {
    throw new OptionError(`there is no device "${device}"`, {
      hint: `the devices are ${DEVICES.join(', ')}`,
    });
  }
  if (candidates.length > 0 && device !== 'auto') {
    throw new OptionError(`candidates are measured, device is "${device}"`, { hint: "say device: 'auto'" });
  }
  const wrong = candidates.findIndex((candidate) => typeof candidate?.load !== 'function');
  if (wrong >= 0) {
    throw new OptionError('a candidate is no runtime', {
      path: `candidates[${wrong}]`,
      hint: 'give what makes it its result: [wasmRuntime()]',
    });
  }
  const names = candidates.map(({ name }) => name);
  const twice = names.find(
    (name, index) => names.indexOf(name) < index || name === 'wasm' || name === 'webgpu',
  );
  if (twice !== undefined) throw new OptionError(`two candidates have the name "${twice}"`);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 64)) {
    throw new OptionError(`threads is ${threads}`, { hint: 'give a whole number from 1 to 64' });
  }
}
