// One network in fp32 and perhaps fp16, and which of them a device runs.

import { collectBytes } from '@gossamer/core/runtime';
import { capabilities } from './capabilities.js';
import type { WebLoadOptions } from './options.js';
import type { Precision } from './web-session.js';

interface Chosen {
  readonly precision: Precision;
  readonly bytes: Uint8Array;
  /** Why this precision, where there was a choice. */
  readonly reason: readonly string[];
}

export interface Precisions {
  /** In fp32. */
  readonly full: Uint8Array;
  chosen(device: string): Promise<Chosen>;
}

/** fp16 is asked for once, and only where a GPU takes it. */
export function precisionsOf(full: Uint8Array, options: WebLoadOptions): Precisions {
  const { half, signal } = options;
  const plain: Chosen = { precision: 'fp32', bytes: full, reason: [] };
  const gpu = async (load: NonNullable<typeof half>): Promise<Chosen> => {
    const { shaderF16 } = await capabilities();
    if (!shaderF16.available) return { ...plain, reason: [`fp32, because ${shaderF16.reason}`] };
    const bytes = await collectBytes(await load(), { signal });
    return { precision: 'fp16', bytes, reason: ['fp16, because the GPU adapter has shader-f16'] };
  };
  let onGpu: Promise<Chosen> | undefined;
  return {
    full,
    async chosen(device) {
      if (device !== 'webgpu' || half === undefined) return plain;
      onGpu ??= gpu(half);
      return onGpu;
    },
  };
}
