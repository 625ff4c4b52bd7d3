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
  /** What a GPU would run; nothing is asked for. */
  onGpu(): Promise<Pick<Chosen, 'precision' | 'reason'>>;
  chosen(device: string): Promise<Chosen>;
}

/** fp16 is asked for once, and only where a GPU takes it. */
export function precisionsOf(full: Uint8Array, { half, signal }: WebLoadOptions): Precisions {
  const plain: Chosen = { precision: 'fp32', bytes: full, reason: [] };
  const onGpu: Precisions['onGpu'] = async () => {
    if (half === undefined) return plain;
    const { shaderF16 } = await capabilities();
    if (!shaderF16.available) return { precision: 'fp32', reason: [`fp32, because ${shaderF16.reason}`] };
    return { precision: 'fp16', reason: ['fp16, because the GPU adapter has shader-f16'] };
  };
  const choose = async (): Promise<Chosen> => {
    const choice = await onGpu();
    if (choice.precision === 'fp32' || half === undefined) return { ...choice, bytes: full };
    return { ...choice, bytes: await collectBytes(await half(), { signal }) };
  };
  let chosen: Promise<Chosen> | undefined;
  return {
    full,
    onGpu,
    async chosen(device) {
      if (device !== 'webgpu') return plain;
      chosen ??= choose();
      return chosen;
    },
  };
}
