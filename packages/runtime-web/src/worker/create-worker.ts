// Starts the module worker of a device. Bundlers follow `new Worker(new URL(...))` when it is written like this.

import type { WebDevice } from '../options.js';
import { fromAnyOrigin } from './from-any-origin.js';

const WORKERS: Readonly<Record<WebDevice, () => Worker>> = {
  wasm: () => new Worker(new URL('./worker-wasm.js', import.meta.url), { type: 'module' }),
  webgpu: () => new Worker(new URL('./worker-webgpu.js', import.meta.url), { type: 'module' }),
};

export const createDefaultWorker = (device: WebDevice): Worker =>
  fromAnyOrigin(WORKERS[device], `worker-${device}.js`);
