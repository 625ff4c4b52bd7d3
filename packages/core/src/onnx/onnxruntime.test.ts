// Files we write load in onnxruntime, native and WebAssembly, and run to the same values.

import { runOnnxruntime } from '@gossamer/testkit';
import { env, InferenceSession, Tensor as WebTensor } from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import { constant, type DType, Graph, param, scopeOf, type Tensor, tensorType, Value } from '../ir/index.js';
import { interpret } from '../reference/index.js';
import { expectAllClose, nodeTests } from '../testing/nodeTests.js';
import { randomTensor } from '../testing/randomTensor.js';
import { branches, classifier, everyDtype, modelOf } from '../testing/sampleGraphs.js';
import { decodeOnnx, encodeOnnx } from './index.js';

env.wasm.numThreads = 1;

type Feeds = Readonly<Record<string, Tensor>>;
type Run = (file: Uint8Array, feeds: Feeds) => Promise<Record<string, Tensor>>;

const native: Run = (file, feeds) => runOnnxruntime<DType>(file, feeds) as ReturnType<Run>;

const wasm: Run = async (file, feeds) => {
  const session = await InferenceSession.create(file, { graphOptimizationLevel: 'disabled' });
  const inputs = Object.entries(feeds).map(([name, { dtype, shape, data }]) => {
    return [name, new WebTensor(dtype as WebTensor.Type, data as WebTensor.DataType, shape)] as const;
  });
  const outputs = await session.run(Object.fromEntries(inputs));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { type, dims, data }]) => [
      name,
      { dtype: type as DType, shape: dims, data: data as Tensor['data'] },
    ]),
  );
};

const models: readonly (readonly [string, () => Graph, Feeds])[] = [
  ['classifier', classifier, { x: randomTensor([2, 3, 8, 8], 1) }],
  ['branches', branches, { x: randomTensor([2, 4, 9, 11], 2) }],
  ['everyDtype', everyDtype, {}],
];

/** Where onnxruntime itself departs from the standard; our file has to do what the original does. */
const DEPARTURES = [
  'test_reduce_max_empty_set_bool',
  'test_resize_downsample_scales_linear_align_corners',
  'test_resize_downsample_scales_cubic_align_corners',
];

describe.each([
  ['native', native],
  ['wasm', wasm],
] as const)('%s', (_, run) => {
  it.each(models)('runs %s', async (_, build, feeds) => {
    const model = modelOf(build());
    const outputs = await run(await encodeOnnx(model), feeds);
    const expected = await interpret(model, feeds);
    expect(Object.keys(outputs)).toEqual(Object.keys(expected));
    for (const [name, tensor] of Object.entries(expected)) {
      expectAllClose(outputs[name], tensor, { rtol: 1e-5, atol: 1e-5 });
    }
  });

  it('runs inputs, parameters and constants that are results', async () => {
    const graph = new Graph('through');
    const s = scopeOf(graph);
    const x = graph.addInput('x', new Value(tensorType('float32', [2])));
    const w = param(s, 'w', [2], { init: { kind: 'constant', value: 0 } });
    const fixed = constant([3, 4], [2], 'float32');
    const results = { x, w, again: x, weight: w, fixed, same: fixed };
    graph.setOutputs(Object.entries(results).map(([name, value]) => ({ name, value })));
    const model = modelOf(graph);
    const feeds = { x: randomTensor([2], 4) };
    const outputs = await run(await encodeOnnx(model), feeds);
    for (const [name, tensor] of Object.entries(await interpret(model, feeds))) {
      expectAllClose(outputs[name], tensor, { rtol: 0, atol: 0 });
    }
  });

  it.each(nodeTests().map((test) => [test.name, test] as const))(
    'runs %s written again',
    async (name, test) => {
      const file = await encodeOnnx(decodeOnnx(test.model));
      if (DEPARTURES.includes(name)) {
        const outcome = (bytes: Uint8Array) => run(bytes, test.feeds).catch(() => 'refused');
        expect(await outcome(file)).toEqual(await outcome(test.model));
        return;
      }
      const outputs = await run(file, test.feeds);
      for (const [key, expected] of Object.entries(test.outputs))
        expectAllClose(outputs[key], expected, test);
    },
  );
});
