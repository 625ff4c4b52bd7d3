// Starts the module worker of a build. Bundlers follow `new Worker(new URL(...))` when it is written like this.

import type { OrtBuild, WebDevice } from '../options.js';
import { fromAnyOrigin } from './from-any-origin.js';

const WORKERS: Readonly<Record<OrtBuild, () => Worker>> = {
  wasm: () => new Worker(new URL('./worker-wasm.js', import.meta.url), { type: 'module' }),
  webgpu: () => new Worker(new URL('./worker-webgpu.js', import.meta.url), { type: 'module' }),
  jspi: () => new Worker(new URL('./worker-jspi.js', import.meta.url), { type: 'module' }),
};

export const createDefaultWorker = (_: WebDevice, build: OrtBuild): Worker =>
  fromAnyOrigin(WORKERS[build], `worker-${build}.js`);
