// WebGPU: a platform it ships for, then a one-node network; a failure is put into words.

import { existsSync, readdirSync } from 'node:fs';
import type { Binding } from '../binding.js';
import type { WebGpuOptions } from '../options.js';
import { type DeviceStatus, unavailable } from './device-status.js';
import { type Trial, tryDevice } from './try-device.js';

const DRIVER =
  "install the GPU's Vulkan driver and loader (Debian: libvulkan1 and mesa-vulkan-drivers, or NVIDIA's own); " +
  'in a container pass the GPU in';

export async function probeWebgpu(binding: Binding, options: WebGpuOptions = {}): Promise<DeviceStatus> {
  if (process.platform === 'linux' && process.arch === 'arm64') {
    return unavailable('webgpu', 'onnxruntime-node has no WebGPU for Linux arm64');
  }
  if (binding.modulePath === undefined) return { device: 'webgpu', available: true };
  const trial = await tryDevice(binding.modulePath, { name: 'webgpu', ...options });
  return trial.ok ? { device: 'webgpu', available: true } : explain(trial);
}

/**
 * Undefined where there may be a GPU. A software driver is an adapter too, slower than the CPU provider, so
 * choosing WebGPU unasked takes more than a driver. Linux shows GPUs as device files; other systems are trusted.
 */
export function withoutGpu(): DeviceStatus | undefined {
  if (process.platform !== 'linux') return undefined;
  const files = ['/dev/nvidiactl', '/dev/dxg'];
  if (files.some((file) => existsSync(file)) || renderNodes() > 0) return undefined;
  return unavailable(
    'webgpu',
    'no GPU is visible (/dev/dri/renderD*, /dev/nvidiactl)',
    'ask for device "webgpu" by name to use a software driver',
  );
}

function renderNodes(): number {
  try {
    return readdirSync('/dev/dri').filter((name) => name.startsWith('renderD')).length;
  } catch {
    return 0;
  }
}

function explain({ error, log }: Trial): DeviceStatus {
  if (/load Vulkan/.test(log)) {
    return unavailable('webgpu', `there is no Vulkan loader, WebGPU's way to the GPU (${error})`, DRIVER);
  }
  if (/adapter/i.test(error)) return unavailable('webgpu', `no GPU adapter was found (${error})`, DRIVER);
  return unavailable('webgpu', error);
}
