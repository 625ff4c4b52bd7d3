// decode(encode(model)) is the model, whoever wrote it.

import { describe, expect, it } from 'vitest';
import { emit, Graph, param, scopeOf, verify } from '../ir/index.js';
import { Identity } from '../ops/index.js';
import { describeModel } from '../testing/describeModel.js';
import { nodeTests } from '../testing/nodeTests.js';
import { branches, classifier, everyDtype, modelOf } from '../testing/sampleGraphs.js';
import { decodeOnnx, encodeOnnx } from './index.js';

const graphs = { classifier, branches, everyDtype };

describe('decode(encode(model))', () => {
  it.each(Object.entries(graphs))('is the model: %s', async (_, build) => {
    const model = modelOf(build());
    const file = await encodeOnnx(model);
    const back = decodeOnnx(file);
    verify(back.graph);
    expect(await describeModel(back)).toEqual(await describeModel(model));
    expect(back.graph.carried.size).toBe(0);
    expect(Buffer.compare(await encodeOnnx(back), file)).toBe(0);
  });

  it('views the weights in the file where they are aligned', async () => {
    const graph = new Graph('views');
    const s = scopeOf(graph);
    graph.setOutputs([
      {
        name: 'y',
        value: emit(
          s,
          Identity,
          [param(s, 'w', [4], { init: { kind: 'constant', value: 0 }, dtype: 'uint8' })],
          {},
        ),
      },
    ]);
    const file = await encodeOnnx(modelOf(graph));
    expect((await decodeOnnx(file).weights.get('w')?.read())?.buffer).toBe(file.buffer);
  });
});

describe('ONNX node tests', () => {
  it('are the same after being written again', async () => {
    for (const { name, model } of nodeTests()) {
      const first = decodeOnnx(model);
      const file = await encodeOnnx(first);
      const second = decodeOnnx(file);
      expect(await describeModel(second), name).toEqual(await describeModel(first));
      expect(Buffer.compare(await encodeOnnx(second), file), name).toBe(0);
    }
  });
});
