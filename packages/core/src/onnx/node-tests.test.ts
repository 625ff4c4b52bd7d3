// ONNX's own node tests: bytes -> decodeOnnx -> interpret with feeds -> the outputs the standard gives.

import { describe, expect, it } from 'vitest';
import { formatType, verify } from '../ir/index.js';
import { interpret } from '../reference/index.js';
import { expectAllClose, nodeTests } from '../testing/nodeTests.js';
import { decodeOnnx } from './index.js';

describe('ONNX node tests', () => {
  const cases = nodeTests();

  it('are all there', () => expect(cases.length).toBe(168));

  it.each(cases.map((test) => [test.name, test] as const))('%s', async (_, test) => {
    const model = decodeOnnx(test.model);
    verify(model.graph);
    expect(model.graph.inputs.map(({ name }) => name)).toEqual(Object.keys(test.feeds));
    const types = model.graph.outputs.map(({ name, value }) => [name, formatType(value.type)]);
    const declared = Object.entries(test.outputs).map(([name, output]) => [name, formatType(output)]);
    expect(types).toEqual(declared);

    const outputs = await interpret(model, test.feeds);
    for (const [name, expected] of Object.entries(test.outputs))
      expectAllClose(outputs[name], expected, test);
  });
});
