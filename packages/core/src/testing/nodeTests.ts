// ONNX's own node tests, from internal/goldens.

import { readdirSync } from 'node:fs';
import { goldenPath, loadJson } from '@gossamer/goldens';
import { type DType, dtypeInfo } from '../ir/dtype.js';
import { type Tensor, toNumbers } from '../ir/tensor-data.js';
import { formatType } from '../ir/tensor-type.js';

export interface NodeTest {
  readonly name: string;
  readonly rtol: number;
  readonly atol: number;
  readonly model: Uint8Array<ArrayBuffer>;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

interface StoredTensor {
  dtype: DType;
  shape: number[];
  /** base64 */
  data: string;
}

interface StoredTest {
  name: string;
  rtol: number;
  atol: number;
  /** base64 */
  model: string;
  input_names: string[];
  inputs: StoredTensor[];
  output_names: string[];
  outputs: StoredTensor[];
}

/** All of them, by operator. */
export function nodeTests(): NodeTest[] {
  const files = readdirSync(goldenPath('onnx-node'));
  return files.flatMap((file) => loadJson<{ cases: StoredTest[] }>(`onnx-node/${file}`).cases.map(readTest));
}

/** numpy.testing.assert_allclose: NaN and infinities in the same places, otherwise |a - b| <= atol + rtol |b|. */
export function expectAllClose(
  actual: Tensor | undefined,
  expected: Tensor,
  tolerance: { rtol: number; atol: number },
): void {
  const [found, wanted] = [actual ? formatType(actual) : 'missing', formatType(expected)];
  if (actual === undefined || found !== wanted) throw new Error(`the output is ${found}, expected ${wanted}`);
  const numbers = toNumbers(actual.dtype, actual.data);
  toNumbers(expected.dtype, expected.data).forEach((b, i) => {
    const a = numbers[i] as number;
    if (Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance.atol + tolerance.rtol * Math.abs(b))
      return;
    throw new Error(`[${i}] of ${wanted} is ${a}, expected ${b}`);
  });
  if (numbers.length !== expected.data.length) throw new Error(`${wanted} has ${numbers.length} elements`);
}

function readTest(test: StoredTest): NodeTest {
  const { name, rtol, atol } = test;
  const byName = (names: readonly string[], tensors: readonly StoredTensor[]): Record<string, Tensor> =>
    Object.fromEntries(names.map((key, index) => [key, readTensor(tensors[index] as StoredTensor)]));
  return {
    name,
    rtol,
    atol,
    model: readBytes(test.model),
    feeds: byName(test.input_names, test.inputs),
    outputs: byName(test.output_names, test.outputs),
  };
}

function readTensor({ dtype, shape, data }: StoredTensor): Tensor {
  return { dtype, shape, data: new (dtypeInfo(dtype).array)(readBytes(data).buffer) };
}

function readBytes(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
