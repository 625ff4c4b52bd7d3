// One network as PyTorch's two exporters write it, read and run to what PyTorch computes.

import { readFileSync } from 'node:fs';
import { goldenPath, loadJson } from '@gossamer/goldens';
import { expectClose, runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { type DType, formatType, type Tensor, verify } from '../ir/index.js';
import { interpret } from '../reference/index.js';
import { describeModel } from '../testing/describeModel.js';
import { decodeOnnx, encodeOnnx } from './index.js';

const outputs = loadJson<Record<'probabilities' | 'embedding', number[]>>('onnx-files/outputs.json');
const expected: Readonly<Record<string, Tensor>> = {
  probabilities: { dtype: 'float32', shape: [2, 5], data: Float32Array.from(outputs.probabilities) },
  embedding: { dtype: 'float32', shape: [2, 8], data: Float32Array.from(outputs.embedding) },
};
const feeds: Readonly<Record<string, Tensor>> = {
  image: {
    dtype: 'float32',
    shape: [2, 3, 16, 16],
    data: Float32Array.from({ length: 1536 }, (_, i) => Math.sin(i * 0.1)),
  },
};

describe.each([
  ['torchscript', '2', ['bn.running_mean', 'bn.running_var']],
  ['dynamo', 'batch', []],
])('%s', (name, batch, statistics) => {
  const bytes = readFileSync(goldenPath(`onnx-files/${name}.onnx`));

  it('computes what PyTorch does', async () => {
    const model = decodeOnnx(bytes);
    verify(model.graph);
    const types = model.graph.outputs.map(({ value }) => formatType(value.type));
    expect(types).toEqual([`float32[${batch},5]`, `float32[${batch},8]`]);
    const found = [...model.graph.params.values()].filter(({ role }) => role === 'statistic');
    expect(found.map((parameter) => parameter.name)).toEqual(statistics);
    const results = await interpret(model, feeds);
    for (const [key, tensor] of Object.entries(expected))
      expectClose(results[key] as Tensor, tensor, 1e-5, key);
  });

  it('written again runs to the same and reads as the same', async () => {
    const model = decodeOnnx(bytes);
    const file = await encodeOnnx(model);
    expect(await describeModel(decodeOnnx(file))).toEqual(await describeModel(model));
    const results = await runOnnxruntime<DType>(file, feeds);
    for (const [key, tensor] of Object.entries(expected))
      expectClose(results[key] as Tensor, tensor, 1e-5, key);
  });
});
