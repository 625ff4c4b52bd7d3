import { fromBinary } from '@bufbuild/protobuf';
import { expectClose, runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import {
  constant,
  emit,
  Graph,
  type Model,
  type OpDef,
  param,
  scopeOf,
  symbolicDim,
  tensorType,
  Value,
} from '../ir/index.js';
import type { Tensor } from '../ir/tensor-data.js';
import { Add, Conv, Gelu, Relu } from '../ops/index.js';
import { interpret } from '../reference/index.js';
import { type LazyTensor, memoryTensor } from '../weights/lazy-tensor.js';
import { ModelProtoSchema } from './gen/onnx_pb.js';
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

  it('takes the oldest opset from 18 on that has the ops, or the one asked for', async () => {
    const versions = async (graph: Graph, opset?: number) => {
      const model = { graph, weights: new Map() };
      const file = await encodeOnnx(model, opset === undefined ? {} : { opset });
      const { irVersion, opsetImport } = fromBinary(ModelProtoSchema, file);
      return [irVersion, ...opsetImport.map(({ domain, version }) => `${domain}:${version}`)];
    };
    const graphOf = (op: OpDef) => {
      const graph = new Graph('one');
      const x = graph.addInput('x', new Value(tensorType('float32', [2])));
      graph.setOutputs([{ name: 'y', value: emit(scopeOf(graph)('act'), op, [x], {}) }]);
      return graph;
    };
    expect(await versions(graphOf(Relu))).toEqual([8n, ':18']);
    expect(await versions(graphOf(Gelu))).toEqual([9n, ':20']);
    expect(await versions(graphOf(Relu), 13)).toEqual([8n, ':13']);
    expect(await versions(graphOf(Gelu), 22)).toEqual([10n, ':22']);
    await expect(versions(graphOf(Gelu), 18)).rejects.toThrow(
      /opset 18 cannot express .*Gelu\n {2}at act \(Gelu\)/,
    );
    await expect(versions(graphOf(Relu), 99)).rejects.toThrow('opset 99 cannot be written');
  });

  it('writes symbolic sizes by name, expressions as text', async () => {
    const { graph } = fromBinary(ModelProtoSchema, await encodeOnnx(smallModel()));
    const dims = [...(graph?.input ?? []), ...(graph?.output ?? [])].map(({ name, type }) => [
      name,
      ...(type?.tensorType?.shape?.dim ?? []).map(({ value }) => value.value),
    ]);
    expect(dims.slice(0, 2)).toEqual([
      ['x', 'N', 2n, 'H', 5n],
      ['z', 'N', 3n, 'floor((H+1)/2)', 5n],
    ]);
  });

  it('says which parameters have no data that fits', async () => {
    const { graph } = smallModel();
    await expect(encodeOnnx({ graph, weights: new Map() })).rejects.toThrow(
      '1 of 1 parameters have no data that fits: stem.conv.weight: missing',
    );
    await expect(encodeOnnx({ graph } as Model)).rejects.toThrow(
      /the model has no weights(.|\n)*{ graph, weights }/,
    );
    const wrong = new Map([['stem.conv.weight', memoryTensor('float32', [2], new Float32Array(2))]]);
    await expect(encodeOnnx({ graph, weights: wrong })).rejects.toThrow(
      'float32[2], expected float32[3,2,3,3]',
    );
    const short = new Map([['stem.conv.weight', memoryTensor('float32', [3, 2, 3, 3], new Float32Array(2))]]);
    await expect(encodeOnnx({ graph, weights: short })).rejects.toThrow('gave 8 bytes, expected 216');
  });

  it('refuses an output with the name of another value', async () => {
    const { graph, weights } = smallModel();
    const sum = graph.outputs[0]?.value as Value;
    graph.setOutputs([{ name: 'x', value: sum }]);
    await expect(encodeOnnx({ graph, weights })).rejects.toThrow(
      'the output "x" has the name of another value',
    );
  });

  it('stops between tensors', async () => {
    let read = 0;
    const { graph, weights } = smallModel();
    const tensor = weights.get('stem.conv.weight') as LazyTensor;
    const abort = new AbortController();
    const counted: LazyTensor = {
      ...tensor,
      read: async () => {
        read++;
        return tensor.read();
      },
    };
    const chunks = encodeOnnxChunks(
      { graph, weights: new Map([['stem.conv.weight', counted]]) },
      { signal: abort.signal },
    );
    const all = async () => {
      for await (const chunk of chunks) if (chunk.length > 0) abort.abort();
    };
    await expect(all()).rejects.toMatchObject({ code: 'ABORTED' });
    expect(read).toBe(0);
  });
});
