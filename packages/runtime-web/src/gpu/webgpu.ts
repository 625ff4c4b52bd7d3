// As much of WebGPU as is used here: TypeScript's DOM library does not have it yet.

/** The type of this name where the program has WebGPU's types, such as those of `@webgpu/types`. */
type Known<Name extends string, Otherwise> = typeof globalThis extends {
  [K in Name]: { prototype: infer Type };
}
  ? Type
  : Otherwise;

/** A `GPUBuffer`. */
export type PlatformBuffer = Known<'GPUBuffer', GpuBuffer>;

/** A `GPUDevice`. */
export type PlatformDevice = Known<'GPUDevice', GpuDevice>;

export interface GpuBuffer {
  readonly size: number;
  readonly usage: number;
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  destroy(): void;
}

export interface GpuTexture {
  createView(): object;
  destroy(): void;
}

interface GpuPass {
  setPipeline(pipeline: GpuPipeline): void;
  setBindGroup(index: number, group: object): void;
  dispatchWorkgroups(x: number, y: number): void;
  end(): void;
}

interface GpuEncoder {
  beginComputePass(): GpuPass;
  copyBufferToBuffer(
    source: GpuBuffer,
    sourceOffset: number,
    target: GpuBuffer,
    offset: number,
    size: number,
  ): void;
  finish(): object;
}

export interface GpuPipeline {
  getBindGroupLayout(index: number): object;
}

interface GpuQueue {
  submit(commands: readonly object[]): void;
  writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBufferView): void;
  copyExternalImageToTexture(
    source: { readonly source: ImageBitmap },
    target: { readonly texture: GpuTexture },
    size: readonly [number, number],
  ): void;
}

export interface GpuDevice {
  readonly queue: GpuQueue;
  readonly limits: Readonly<Record<string, number>>;
  readonly features: { has(name: string): boolean };
  readonly lost: Promise<{ readonly reason?: string; readonly message: string }>;
  createBuffer(descriptor: { readonly size: number; readonly usage: number }): GpuBuffer;
  createTexture(descriptor: {
    readonly size: readonly [number, number];
    readonly format: string;
    readonly usage: number;
  }): GpuTexture;
  importExternalTexture(descriptor: { readonly source: VideoFrame }): object;
  createShaderModule(descriptor: { readonly code: string }): object;
  createComputePipeline(descriptor: {
    readonly layout: 'auto';
    readonly compute: { readonly module: object; readonly entryPoint: string };
  }): GpuPipeline;
  createBindGroup(descriptor: {
    readonly layout: object;
    readonly entries: readonly { readonly binding: number; readonly resource: object }[];
  }): object;
  createCommandEncoder(): GpuEncoder;
  destroy(): void;
}

/** Flags of `GPUBufferUsage`. */
export const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;

/** Flags of `GPUTextureUsage` (COPY_DST, TEXTURE_BINDING, RENDER_ATTACHMENT): pictures are copied in, shaders read. */
export const PICTURE_TEXTURE = 22;
