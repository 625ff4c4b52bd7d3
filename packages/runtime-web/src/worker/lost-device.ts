// Notices that the GPU device of onnxruntime-web is gone.

import { RuntimeError } from '@gossamer/core';
import type { OrtModule } from '../load-ort.js';

interface Device {
  readonly lost: Promise<{ readonly message: string }>;
}

/** Never resolves; rejects once the device is lost. Waits for ever where there is no GPU. */
export async function lostDevice(ort: OrtModule): Promise<never> {
  const device = (await (ort.env.webgpu as { device?: unknown } | undefined)?.device) as Device | undefined;
  const { message } = (await device?.lost) ?? (await new Promise<never>(() => {}));
  throw new RuntimeError(`the GPU device was lost: ${message}`, {
    hint: 'load the network again',
    details: { deviceLost: true },
  });
}
