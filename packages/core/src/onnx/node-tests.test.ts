// ONNX's own node tests: bytes -> decodeOnnx -> interpret with feeds -> the outputs the standard gives.

import { readdirSync } from 'node:fs';
import { goldenPath, loadJson } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import type { DType } from '../ir/dtype.js';
import { dtypeInfo } from '../ir/dtype.js';
import { type Tensor, toNumbers } from '../ir/tensor-data.js';
import { formatType } from '../ir/tensor-type.js';
import { verify } from '../ir/verify.js';
import { interpret } from '../reference/index.js';
import { decodeOnnx } from './index.js';

interface StoredTensor {
  dtype: DType;
  shape: number[];
  /** base64 */
  data: string;
}

interface NodeTest {
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

const files = readdirSync(goldenPath('onnx-node'));
const cases = files.flatMap((file) => loadJson<{ cases: NodeTest[] }>(`onnx-node/${file}`).cases);

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

function tensorOf({ dtype, shape, data }: StoredTensor): Tensor {
  const { array } = dtypeInfo(dtype);
  return { dtype, shape, data: new array(bytesOf(data).buffer) };
}

/** numpy.testing.assert_allclose: NaN and infinities in the same places, otherwise |a - b| <= atol + rtol |b|. */
function expectAllClose(actual: Tensor, expected: Tensor, { rtol, atol }: NodeTest): void {
  expect(formatType(actual)).toBe(formatType(expected));
  const [found, wanted] = [actual, expected].map(({ dtype, data }) => toNumbers(dtype, data)) as [
    number[],
    number[],
  ];
  expect(found.length).toBe(wanted.length);
  const wrong = wanted.flatMap((b, i) => {
    const a = found[i] as number;
    const close = Object.is(a, b) || a === b || Math.abs(a - b) <= atol + rtol * Math.abs(b);
    return close ? [] : [`[${i}] is ${a}, expected ${b}`];
  });
  expect(wrong.slice(0, 5)).toEqual([]);
}

describe('ONNX node tests', () => {
  it('are all there', () => expect(cases.length).toBe(166));

  it.each(cases.map((test) => [test.name, test] as const))('%s', async (_, test) => {
    const model = decodeOnnx(bytesOf(test.model));
    verify(model.graph);
    expect(model.graph.inputs.map(({ name }) => name)).toEqual(test.input_names);
    const declared = test.outputs.map((output) => formatType(output));
    expect(model.graph.outputs.map(({ value }) => formatType(value.type))).toEqual(declared);

    const feeds = Object.fromEntries(
      test.inputs.map((input, i) => [test.input_names[i] as string, tensorOf(input)]),
    );
    const outputs = await interpret(model, feeds);
    expect(Object.keys(outputs)).toEqual(test.output_names);
    test.outputs.forEach((expected, i) => {
      expectAllClose(outputs[test.output_names[i] as string] as Tensor, tensorOf(expected), test);
    });
  });
});
