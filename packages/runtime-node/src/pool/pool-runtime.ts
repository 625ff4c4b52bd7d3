// Pools behind the interface of a runtime, for code that takes one.

import type { Runtime } from '@gossamer/core/runtime';
import { createPool, type PoolOptions } from './create-pool.js';

/** A runtime whose sessions are pools. */
export function poolRuntime(options: Omit<PoolOptions, 'signal'> = {}): Runtime {
  return {
    name: 'onnxruntime-node',
    async load(onnx, { signal, onProgress } = {}) {
      onProgress?.({ phase: 'create', loaded: 0 });
      const pool = await createPool(onnx, { ...options, signal });
      onProgress?.({ phase: 'ready', loaded: 0 });
      return pool;
    },
  };
}
