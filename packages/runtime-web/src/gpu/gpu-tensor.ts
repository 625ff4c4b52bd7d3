// Tensors that stay on the GPU.

import { type DType, dtypeInfo, RuntimeError, type Tensor } from '@gossamer/core';
import { type GpuBuffer, type GpuDevice, type PlatformBuffer, USAGE } from './webgpu.js';

/** A tensor in a buffer of the session's device (`session.gpuDevice()`), made with STORAGE and COPY_SRC. */
export interface GpuFeed {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly buffer: PlatformBuffer;
}

/** A result that stayed on the GPU. It lives until `dispose`, and no longer than its session. */
export interface GpuTensor extends GpuFeed {
  /** Copies it back. @throws RuntimeError once it is disposed */
  read(): Promise<Tensor>;
  dispose(): void;
}

/** Where the numbers are and how they are let go. */
interface Storage {
  readonly buffer: GpuBuffer;
  destroy(): void;
}

export class OwnedGpuTensor implements GpuTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly #device: GpuDevice;
  #storage: Storage | undefined;

  constructor(device: GpuDevice, type: { dtype: DType; shape: readonly number[] }, storage: Storage) {
    this.dtype = type.dtype;
    this.shape = type.shape;
    this.#device = device;
    this.#storage = storage;
  }

  get buffer(): PlatformBuffer {
    return this.#alive().buffer as PlatformBuffer;
  }

  read(): Promise<Tensor> {
    return readTensor(this.#device, this.#alive().buffer, this);
  }

  dispose(): void {
    this.#storage?.destroy();
    this.#storage = undefined;
  }

  #alive(): Storage {
    if (this.#storage !== undefined) return this.#storage;
    throw new RuntimeError('the GPU tensor is disposed', {
      hint: 'read it before, and keep its session for as long as it is needed',
    });
  }
}

/** Bytes of a tensor, and of the buffer onnxruntime wants for it. */
export function byteSizes({ dtype, shape }: { dtype: DType; shape: readonly number[] }): {
  bytes: number;
  padded: number;
} {
  const bytes = shape.reduce((product, size) => product * size, dtypeInfo(dtype).bytes);
  return { bytes, padded: Math.max(16, Math.ceil(bytes / 16) * 16) };
}

/** A buffer for a tensor of this type. */
export function tensorBuffer(device: GpuDevice, type: { dtype: DType; shape: readonly number[] }): GpuBuffer {
  const usage = USAGE.storage | USAGE.copySource | USAGE.copyTarget;
  return device.createBuffer({ size: byteSizes(type).padded, usage });
}

/** The numbers in a buffer, once the work queued before is done. */
export async function readTensor(
  device: GpuDevice,
  buffer: GpuBuffer,
  { dtype, shape }: { dtype: DType; shape: readonly number[] },
): Promise<Tensor> {
  const { bytes } = byteSizes({ dtype, shape });
  const size = Math.ceil(bytes / 4) * 4;
  const staging = device.createBuffer({ size: Math.max(4, size), usage: USAGE.mapRead | USAGE.copyTarget });
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(MAP_READ);
    const copy = staging.getMappedRange().slice(0, bytes);
    return { dtype, shape, data: new (dtypeInfo(dtype).array)(copy) };
  } finally {
    staging.destroy();
  }
}

/** `GPUMapMode.READ`. */
const MAP_READ = 1;
