import { expectClose, runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { constant, emit, Graph, param, scopeOf, symbolicDim, tensorType, Value } from '../ir/index.js';
import type { Tensor } from '../ir/tensor-data.js';
import { Add, Conv } from '../ops/index.js';
import { interpret } from '../reference/index.js';
import { memoryTensor } from '../weights/lazy-tensor.js';
import { encodeOnnx, encodeOnnxChunks } from './index.js';

/** y = conv(x) + [1, 2, 3]; the sum is also an output by another name, and so are the input and the weight. */
function smallModel() {
  const graph = new Graph('small');
  const s = scopeOf(graph);
  const x = graph.addInput('x', new Value(tensorType('float32', [symbolicDim('N'), 2, symbolicDim('H'), 5])));
  const w = param(s('stem')('conv'), 'weight', [3, 2, 3, 3], { init: { kind: 'constant', value: 0 } });
  const y = emit(s('stem')('conv'), Conv, [x, w], { strides: [2, 1], pads: [1, 1, 1, 1] });
  const z = emit(s('stem'), Add, [y, constant([1, 2, 3], [3, 1, 1], 'float32')], {});
  const again = emit(s('stem'), Add, [z, z], {});
  graph.metadata.set('task', 'test');
  graph.setOutputs([
    { name: 'z', value: z },
    { name: 'same', value: z },
    { name: 'input', value: x },
    { name: 'stem.conv.weight', value: w },
    { name: 'again', value: again },
  ]);
  const data = Float32Array.from({ length: 54 }, (_, i) => Math.sin(i));
  return { graph, weights: new Map([['stem.conv.weight', memoryTensor('float32', [3, 2, 3, 3], data)]]) };
}

const feeds = (): Record<string, Tensor> => ({
  x: {
    dtype: 'float32',
    shape: [2, 2, 7, 5],
    data: Float32Array.from({ length: 140 }, (_, i) => Math.cos(i)),
  },
});

describe('encodeOnnx', () => {
  it('writes a file that onnxruntime runs to the same values', async () => {
    const model = smallModel();
    const expected = await interpret(model, feeds());
    const actual = await runOnnxruntime(await encodeOnnx(model), feeds());
    expect(Object.keys(actual)).toEqual(['z', 'same', 'input', 'stem.conv.weight', 'again']);
    for (const [name, tensor] of Object.entries(expected)) {
      expectClose(actual[name] as Tensor, tensor, 1e-6, name);
    }
  });

  it('gives the same bytes in one piece, in chunks and again', async () => {
    const file = await encodeOnnx(smallModel());
    const chunks: Uint8Array[] = [];
    for await (const chunk of encodeOnnxChunks(smallModel())) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(file)).toBe(true);
  });
});
