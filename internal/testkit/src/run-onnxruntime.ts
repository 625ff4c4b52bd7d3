// Runs the bytes of an ONNX model with onnxruntime-node.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { TestTensor } from './tensor.js';

export interface RunOnnxruntimeOptions {
  /** 'disabled' shows the operators as written, without onnxruntime's own rewriting. */
  readonly optimization?: 'disabled' | 'basic' | 'extended' | 'all';
  /** Default `cpu`. */
  readonly device?: 'cpu' | 'webgpu';
}

/**
 * Every output by name, computed on the CPU provider with one thread unless another is asked for.
 * The typed arrays of a feed must be of the kind its dtype is stored in.
 */
export async function runOnnxruntime<D extends string>(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, TestTensor<D>>>,
  options: RunOnnxruntimeOptions = {},
): Promise<Record<string, TestTensor<D>>> {
  const session = await InferenceSession.create(bytes, {
    executionProviders: [options.device ?? 'cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: options.optimization ?? 'disabled',
    logSeverityLevel: 4,
  });
  try {
    const results = await session.run(
      Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toRuntime(tensor)])),
    );
    return Object.fromEntries(
      session.outputNames.map((name) => [name, fromRuntime(results[name] as Tensor)]),
    );
  } finally {
    await session.release();
  }
}

function toRuntime({ dtype, shape, data }: TestTensor): Tensor {
  return new Tensor(dtype as Tensor.Type, data as Tensor.DataType, shape);
}

function fromRuntime<D extends string>({ type, dims, data }: Tensor): TestTensor<D> {
  return {
    dtype: type as D,
    shape: dims,
    data: type === 'float16' ? bitsOf(data) : (data as TestTensor['data']),
  };
}

/** Engines with Float16Array get one of those; everybody else has the bit patterns. */
function bitsOf(data: Tensor.DataType): Uint16Array {
  const { buffer, byteOffset, length } = data as Uint16Array;
  return new Uint16Array(buffer, byteOffset, length);
}
