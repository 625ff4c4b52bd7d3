// What onnxruntime's two JavaScript packages have in common, seen structurally: core imports neither.

import { RuntimeError } from '../errors.js';
import { symbolicDim } from '../ir/dim.js';
import { type DType, type DTypeInfo, dtypeInfo, type TypedArray } from '../ir/dtype.js';
import type { Tensor } from '../ir/tensor-data.js';
import type { Engine } from './engine-session.js';
import type { Feeds } from './session.js';
import type { TensorInfo } from './tensor-info.js';

/** onnxruntime-common's Tensor, as far as it is used. */
export interface OrtTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

export interface OrtMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/** onnxruntime-common's InferenceSession, as far as it is used. */
export interface OrtSession<T extends OrtTensor> {
  readonly inputMetadata: readonly OrtMetadata[];
  readonly outputMetadata: readonly OrtMetadata[];
  run(
    feeds: Readonly<Record<string, T>>,
    fetches: readonly string[] | Readonly<Record<string, T | null>>,
  ): Promise<Readonly<Record<string, T>>>;
  release(): Promise<void>;
}

export type MakeOrtTensor<T> = (dtype: DType, data: TypedArray, shape: readonly number[]) => T;

/**
 * An engine around a created session of onnxruntime.
 * @param writesInto whether this package writes outputs into tensors it is given: onnxruntime-web does not
 * @throws RuntimeError where the network has inputs or outputs that are not tensors of our dtypes
 */
export function ortEngine<T extends OrtTensor>(
  session: OrtSession<T>,
  makeTensor: MakeOrtTensor<T>,
  device: string,
  writesInto = false,
): Engine {
  return {
    inputs: session.inputMetadata.map(tensorInfo),
    outputs: session.outputMetadata.map(tensorInfo),
    device,
    async run(feeds, outputs, into) {
      try {
        const inputs = toOrt(feeds, makeTensor);
        if (into === undefined || !writesInto) return ortResults(await session.run(inputs, outputs), outputs);
        const made = toOrt(into, makeTensor);
        const fetches = Object.fromEntries(outputs.map((name) => [name, made[name] ?? null]));
        return { ...ortResults(await session.run(inputs, fetches), outputs), ...wanted(into, outputs) };
      } catch (error) {
        throw ortError(error, 'the run failed');
      }
    },
    release: () => session.release(),
  };
}

/** onnxruntime's error as ours: its text is kept, its source paths are not. */
export function ortError(cause: unknown, what: string, hint?: string): RuntimeError {
  const text = ortText(cause);
  return new RuntimeError(`${what}: ${text}`, { hint: hint ?? hintFor(text), cause });
}

function hintFor(text: string): string | undefined {
  if (!/ parsing failed/i.test(text)) return undefined;
  return 'it is no ONNX file, or it is damaged or was cut off: write it or download it again';
}

/** What an error of onnxruntime says, without the place in its sources. */
export function ortText(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/\/\S*onnxruntime_src\/\S+:\d+ (.*? was false\. )?/gs, '').trim();
}

function wanted(into: Feeds, outputs: readonly string[]): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(into).filter(([name]) => outputs.includes(name)));
}

function toOrt<T>(feeds: Feeds, makeTensor: MakeOrtTensor<T>): Record<string, T> {
  const tensors: Record<string, T> = {};
  for (const name of Object.keys(feeds)) {
    const { dtype, shape, data } = feeds[name] as Tensor;
    tensors[name] = makeTensor(dtype, dtype === 'float16' ? nativeHalf(data) : data, shape);
  }
  return tensors;
}

/** Results of onnxruntime that lie in memory, as ours. */
export function ortResults<T extends OrtTensor>(
  results: Readonly<Record<string, T>>,
  names: readonly string[],
): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const name of names) {
    const { type, dims, data } = results[name] as T;
    const dtype = type as DType;
    tensors[name] = { dtype, shape: dims, data: dtype === 'float16' ? halfBits(data) : (data as TypedArray) };
  }
  return tensors;
}

/** Engines of the language that have Float16Array want one, all others the bit patterns. */
function nativeHalf(bits: TypedArray): TypedArray {
  const { Float16Array } = globalThis as { Float16Array?: new (...args: unknown[]) => TypedArray };
  return Float16Array === undefined ? bits : new Float16Array(bits.buffer, bits.byteOffset, bits.length);
}

function halfBits(data: unknown): Uint16Array {
  const { buffer, byteOffset, length } = data as TypedArray;
  return new Uint16Array(buffer, byteOffset, length);
}

function tensorInfo({ name, isTensor, type = 'an unknown type', shape = [] }: OrtMetadata): TensorInfo {
  if (!isTensor || !isDType(type)) {
    throw new RuntimeError(`"${name}" is ${isTensor ? `a tensor of ${type}` : 'not a tensor'}`, {
      hint: 'networks take and give tensors of numbers',
    });
  }
  const dims = shape.map((dim, axis) =>
    typeof dim === 'number' ? dim : symbolicDim(dim === '' ? `?${name}.${axis}` : dim),
  );
  return { name, dtype: type, shape: dims };
}

function isDType(type: string): type is DType {
  return (dtypeInfo(type as DType) as DTypeInfo | undefined) !== undefined;
}
