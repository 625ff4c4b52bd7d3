// What is used of TensorFlow.js, which the workspace does not install. Tensors are NHWC.

export interface TfTensor {
  readonly shape: readonly number[];
  data(): Promise<Float32Array>;
  dispose(): void;
}

type Pad = readonly (readonly [before: number, after: number])[] | 'valid';

interface FusedConvolution {
  readonly x: TfTensor;
  readonly filter: TfTensor;
  readonly strides: readonly number[];
  readonly pad: Pad;
  readonly dilations: readonly number[];
  readonly bias: TfTensor;
  readonly activation: Activation;
}

export type Activation = 'linear' | 'relu' | 'relu6';

export interface Tf {
  readonly version_core: string;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(data: Float32Array, shape: readonly number[]): TfTensor;
  scalar(value: number): TfTensor;
  keep<T extends TfTensor>(tensor: T): T;
  tidy<T>(work: () => T): T;
  transpose(x: TfTensor, order: readonly number[]): TfTensor;
  reshape(x: TfTensor, shape: readonly number[]): TfTensor;
  add(a: TfTensor, b: TfTensor): TfTensor;
  mul(a: TfTensor, b: TfTensor): TfTensor;
  relu(x: TfTensor): TfTensor;
  relu6(x: TfTensor): TfTensor;
  sigmoid(x: TfTensor): TfTensor;
  mean(x: TfTensor, axes: readonly number[], keepDims: boolean): TfTensor;
  concat(parts: readonly TfTensor[], axis: number): TfTensor;
  slice(x: TfTensor, begin: readonly number[], size: readonly number[]): TfTensor;
  matMul(a: TfTensor, b: TfTensor): TfTensor;
  readonly fused: {
    conv2d(options: FusedConvolution): TfTensor;
    depthwiseConv2d(options: FusedConvolution): TfTensor;
  };
}

export interface WasmBackend {
  setThreadsCount(count: number): void;
}
