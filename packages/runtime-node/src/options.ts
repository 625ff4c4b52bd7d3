// What `nodeRuntime` can be told.

/** Devices onnxruntime-node can run on. */
export type NodeDevice = 'cpu' | 'cuda' | 'webgpu';

export interface CpuOptions {
  /** Keep freed memory for the next run. On by default. */
  arena?: boolean;
}

/** onnxruntime-node 1.30 hands its CUDA provider the device's number and nothing else. */
export interface CudaOptions {
  /** Which GPU, from 0. */
  deviceId?: number;
}

export interface WebGpuOptions {
  /** Layout convolutions are brought into. The provider's own choice is NHWC. */
  preferredLayout?: 'NCHW' | 'NHWC';
  /** How much the GPU layer checks; `basic` by default. */
  validationMode?: 'disabled' | 'wgpuOnly' | 'basic' | 'full';
  /** Nodes, by name, that stay on the CPU. */
  forceCpuNodeNames?: readonly string[];
}

export interface NodeRuntimeOptions {
  /**
   * Where to run. `auto`, the default, is the first of CUDA, WebGPU and CPU that really works; a list is tried
   * in its order; one name alone has to work. WebGPU without a GPU (on a software driver) is only used by name.
   */
  device?: 'auto' | NodeDevice | readonly NodeDevice[];
  /** Threads of one run. By default the smallest of physical cores, allowed processors and the container's quota. */
  threads?: number;
  /**
   * False: waiting threads sleep instead of spinning, slower alone and faster on a machine that is shared. By default
   * off where the container has a quota or threads wait for processors when the network is loaded.
   */
  spinning?: boolean;
  /** How far onnxruntime rewrites the graph; `all` by default. */
  graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'layout' | 'all';
  /** Where to save the rewritten graph: loads faster, on this machine's kind of CPU only. */
  optimizedModelPath?: string;
  cpu?: CpuOptions;
  cuda?: CudaOptions;
  webgpu?: WebGpuOptions;
}
