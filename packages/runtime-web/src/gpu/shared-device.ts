// The GPU device that all sessions of a thread share: made for the first, destroyed some time after the last.

import { DeviceUnavailableError } from '@gossamer/core';
import { type Adapter, adapterOf } from '../gpu.js';
import { deviceLoss } from './device-loss.js';
import type { GpuDevice } from './webgpu.js';

/** One user's hold on the device. */
export interface DeviceLease {
  readonly device: GpuDevice;
  /** Never resolves; rejects once the device is lost. */
  readonly lost: Promise<never>;
  /** Safe to call twice. */
  release(): void;
}

/** How long a device without users waits for the next: a new one would compile every shader again. */
const IDLE_MS = 2000;

/** What onnxruntime asks for when it makes a device itself. */
const FEATURES = [
  'chromium-experimental-subgroup-matrix',
  'shader-f16',
  'subgroup-size-control',
  'subgroups',
  'timestamp-query',
];
const LIMITS = [
  'maxBindGroups',
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxTextureDimension2D',
];

class SharedDevice {
  #device: Promise<GpuDevice> | undefined;
  #users = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  async retain(): Promise<DeviceLease> {
    clearTimeout(this.#idle);
    this.#users++;
    try {
      this.#device ??= this.#request();
      const device = await this.#device;
      return { device, lost: lossOf(device), release: this.#releaseOnce(device) };
    } catch (error) {
      this.#users--;
      throw error;
    }
  }

  async #request(): Promise<GpuDevice> {
    try {
      const device = await requestDevice();
      void device.lost.then(() => this.#forget(device));
      return device;
    } catch (error) {
      this.#device = undefined;
      throw error;
    }
  }

  #releaseOnce(device: GpuDevice): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#users--;
      if (this.#users > 0) return;
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => {
        if (this.#users === 0) device.destroy();
      }, IDLE_MS);
    };
  }

  #forget(lost: GpuDevice): void {
    void this.#device?.then((device) => {
      if (device === lost) this.#device = undefined;
    });
  }
}

let shared: SharedDevice | undefined;

/** @throws DeviceUnavailableError where there is no adapter, or it gives no device */
export function retainDevice(): Promise<DeviceLease> {
  shared ??= new SharedDevice();
  return shared.retain();
}

async function requestDevice(): Promise<GpuDevice> {
  const adapter = await adapterOf();
  if ('reason' in adapter) {
    throw new DeviceUnavailableError(`webgpu cannot run here: ${adapter.reason}`, { hint: adapter.fix });
  }
  try {
    const device = await adapter.requestDevice?.(descriptorOf(adapter));
    if (device !== undefined) return device;
  } catch (cause) {
    throw new DeviceUnavailableError('the GPU adapter gives no device', {
      hint: 'close other pages that use the GPU, or use device "wasm"',
      cause,
    });
  }
  throw new DeviceUnavailableError('the GPU adapter gives no device', { hint: 'use device "wasm"' });
}

function descriptorOf({ features, limits = {} }: Adapter) {
  const requiredLimits: Record<string, number> = {};
  for (const name of LIMITS) {
    const limit = limits[name];
    if (limit !== undefined) requiredLimits[name] = limit;
  }
  return { requiredFeatures: FEATURES.filter((name) => features.has(name)), requiredLimits };
}

function lossOf(device: GpuDevice): Promise<never> {
  const lost = device.lost.then(({ message }) => {
    throw deviceLoss(message);
  });
  // Whoever waits for it hears of it; nobody may be waiting.
  lost.catch(() => {});
  return lost;
}
