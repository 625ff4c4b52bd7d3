// Finds out which devices can run, once for each runtime.

import type { Binding } from '../binding.js';
import type { NodeDevice, NodeRuntimeOptions } from '../options.js';
import { probeCuda } from './cuda.js';
import type { DeviceStatus } from './device-status.js';
import { probeWebgpu, withoutGpu } from './webgpu.js';

export interface Prober {
  /** Whether the device can run; `unasked` devices must also be worth choosing. */
  probe(device: NodeDevice, unasked: boolean): Promise<DeviceStatus>;
}

export function createProber(binding: Binding, options: NodeRuntimeOptions): Prober {
  const known = new Map<NodeDevice, Promise<DeviceStatus>>();
  return {
    async probe(device, unasked) {
      const unfit = unasked && device === 'webgpu' ? withoutGpu() : undefined;
      if (unfit !== undefined) return unfit;
      const status = known.get(device) ?? tryOut(device, binding, options);
      known.set(device, status);
      return status;
    },
  };
}

async function tryOut(
  device: NodeDevice,
  binding: Binding,
  options: NodeRuntimeOptions,
): Promise<DeviceStatus> {
  if (device === 'cuda') return probeCuda(binding, options.cuda);
  if (device === 'webgpu') return probeWebgpu(binding, options.webgpu);
  return { device: 'cpu', available: true };
}
