// What is measured: networks of the catalog on the engines of this browser.

/** Engines by their device in `gossamer bench`'s results, where the runtime is `browser`. */
export const DEVICES = {
  module: { title: 'its own WebAssembly module', target: 'wasm', series: 1 },
  wasm: { title: 'onnxruntime-web, WebAssembly', target: 'wasm', series: 2 },
  webgpu: { title: 'onnxruntime-web, WebGPU', target: 'webgpu', series: 3 },
} as const;

export type DeviceName = keyof typeof DEVICES;

/** One thing to be measured. */
export interface Setting {
  readonly model: string;
  readonly device: DeviceName;
  /** Threads of one run. */
  readonly threads: number;
}

/** Small, of three papers, with published accuracy. */
export const SMALL = ['mobilenetv3_small_050', 'mobilenetv4_conv_small', 'ghostnet_100'] as const;

/** One of every family that has published weights, and a larger one of some. */
export const VARIED = [
  'mobilenetv1_100',
  'mobilenetv2_100',
  'mobilenetv3_small_100',
  'mobilenetv3_large_100',
  'mobilenetv4_conv_small',
  'mobilenetv4_conv_medium',
  'ghostnet_100',
  'fasternet_t0',
  'fasternet_t1',
  'regnetx_002',
  'regnetx_008',
  'cspresnet50',
] as const;

export interface Plan {
  readonly models: readonly string[];
  readonly devices: readonly DeviceName[];
  /** Of onnxruntime-web's WebAssembly; everything else has one. */
  readonly threads: number;
  readonly rounds: number;
}
