// How the parts of a file become a graph: element types, constants, parameters, old forms, declared types.

import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  Constant,
  type DType,
  dtypeInfo,
  formatType,
  fromNumbers,
  numberToHalf,
  toNumbers,
  verify,
} from '../ir/index.js';
import { bytesOf } from './encode-tensor.js';
import { type GraphProtoSchema, ModelProtoSchema, type TensorProtoSchema } from './gen/onnx_pb.js';
import { decodeOnnx } from './index.js';

type TensorInit = MessageInitShape<typeof TensorProtoSchema>;

function decodeGraph(graph: MessageInitShape<typeof GraphProtoSchema>, opset = 18) {
  const opsetImport = [{ domain: 'ai.onnx', version: BigInt(opset) }];
  return decodeOnnx(
    toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 3n, opsetImport, graph })),
  );
}

const info = (name: string, elemType: number, ...dims: (number | string)[]) => {
  const dim = dims.map((size) => ({
    value:
      typeof size === 'number'
        ? ({ case: 'dimValue', value: BigInt(size) } as const)
        : ({ case: 'dimParam', value: size } as const),
  }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
};

const int64s = (name: string, ...values: number[]) => ({
  name,
  dataType: 7,
  dims: [BigInt(values.length)],
  int64Data: values.map(BigInt),
});

describe('element types', () => {
  const values = [0, 1, 3, 100];
  const halves = (dtype: 'float16' | 'bfloat16') => values.map((value) => numberToHalf(value, dtype));
  const typed: Readonly<Record<DType, TensorInit>> = {
    float32: { floatData: values },
    float64: { doubleData: values },
    uint8: { int32Data: values },
    int8: { int32Data: values },
    uint16: { int32Data: values },
    int16: { int32Data: values },
    int32: { int32Data: values },
    bool: { int32Data: [0, 1, 1, 1] },
    float16: { int32Data: halves('float16') },
    bfloat16: { int32Data: halves('bfloat16') },
    int64: { int64Data: values.map(BigInt) },
    uint32: { uint64Data: values.map(BigInt) },
    uint64: { uint64Data: values.map(BigInt) },
  };

  it.each(Object.entries(typed) as [DType, TensorInit][])(
    '%s in its typed list and as raw data',
    async (dtype, list) => {
      const dims = [2n, 2n];
      const dataType = dtypeInfo(dtype).onnx;
      const rawData = bytesOf(fromNumbers(dtype, values));
      // The one-letter name makes the raw data start at an odd offset.
      const initializer = [
        { name: 'list', dims, dataType, ...list },
        { name: 'r', dims, dataType, rawData },
      ];
      const node = [
        { opType: 'Identity', input: ['list'], output: ['y'] },
        { opType: 'Identity', input: ['r'], output: ['z'] },
      ];
      const { graph, weights } = decodeGraph({ initializer, node, output: [{ name: 'y' }, { name: 'z' }] });
      expect(graph.outputs.map(({ value }) => formatType(value.type))).toEqual([
        `${dtype}[2,2]`,
        `${dtype}[2,2]`,
      ]);
      for (const name of ['list', 'r']) {
        const data = await weights.get(name)?.read();
        expect(data).toBeInstanceOf(dtypeInfo(dtype).array);
        expect(toNumbers(dtype, data as NonNullable<typeof data>)).toEqual(
          dtype === 'bool' ? [0, 1, 1, 1] : values,
        );
      }
    },
  );
});

describe('initializers', () => {
  it('are constants where shapes depend on them, parameters elsewhere', () => {
    const { graph, weights } = decodeGraph({
      input: [info('x', 1, 'N', 6)],
      initializer: [
        int64s('direct', 0, 2, 3),
        int64s('part', 2),
        int64s('rest', 3, -1),
        { name: 'w', dataType: 1, dims: [1n], floatData: [2] },
      ],
      node: [
        { opType: 'Reshape', input: ['x', 'direct'], output: ['a'] },
        {
          opType: 'Concat',
          input: ['part', 'rest'],
          output: ['shape'],
          attribute: [{ name: 'axis', type: 2, i: 0n }],
        },
        { opType: 'Reshape', input: ['a', 'shape'], output: ['b'] },
        { opType: 'Mul', input: ['b', 'w'], output: ['y'] },
      ],
      output: [info('y', 1, 2, 3, 'N')],
    });
    verify(graph);
    const constants = graph.nodes
      .flatMap(({ inputs }) => inputs)
      .filter((value) => value instanceof Constant);
    expect(constants.map(({ name }) => name)).toEqual(['direct', 'part', 'rest']);
    expect([...weights.keys()]).toEqual(['w']);
    // The file tells what inference could not know.
    expect(formatType(graph.nodes[2]?.output.type as never)).toMatch(/^float32\[\?.*,\?.*,\?.*\]$/);
    expect(formatType(graph.outputs[0]?.value.type as never)).toMatch(/^float32\[2,3,N\]$/);
  });

  it('may be listed as inputs, as before IR version 4', () => {
    const initializer = [{ name: 'w', dataType: 1, dims: [2n], floatData: [1, 2] }];
    const { graph } = decodeGraph({
      input: [info('x', 1, 2), info('w', 1, 2)],
      initializer,
      node: [{ opType: 'Add', input: ['x', 'w'], output: ['y'] }],
      output: [info('y', 1, 2)],
    });
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x']);
    expect([...graph.params.keys()]).toEqual(['w']);
  });

  it('are statistics where batch normalization measures them', () => {
    const vector = (name: string) => ({ name, dataType: 1, dims: [2n], floatData: [1, 2] });
    const names = ['scale', 'bias', 'mean', 'var'];
    const { graph } = decodeGraph({
      input: [info('x', 1, 'N', 2)],
      initializer: names.map(vector),
      node: [{ opType: 'BatchNormalization', input: ['x', ...names], output: ['y'] }],
      output: [info('y', 1, 'N', 2)],
    });
    const roles = [...graph.params.values()].map(({ role }) => role);
    expect(roles).toEqual(['weight', 'weight', 'statistic', 'statistic']);
  });
});

describe('nodes', () => {
  const x = [info('x', 1, 'N', 4)];

  it("of old opsets take today's form", () => {
    const { graph } = decodeGraph(
      {
        input: x,
        node: [
          { opType: 'Clip', input: ['x'], output: ['a'], attribute: [{ name: 'max', type: 1, f: 6 }] },
          {
            opType: 'Slice',
            input: ['a'],
            output: ['y'],
            attribute: [
              { name: 'starts', type: 7, ints: [1n] },
              { name: 'ends', type: 7, ints: [2n ** 63n - 1n] },
              { name: 'axes', type: 7, ints: [1n] },
            ],
          },
        ],
        output: [info('y', 1, 'N', 3)],
      },
      9,
    );
    verify(graph);
    expect(graph.nodes.map(({ inputs }) => inputs.length)).toEqual([3, 4]);
    expect(formatType(graph.outputs[0]?.value.type as never)).toBe('float32[N,3]');
  });

  it('keep the path in names written by this codec or by PyTorch, and the whole of others', () => {
    const names = ['/blocks.0/Relu', '/layer1/layer1.0/Relu_3', '/Relu_1', 'relu_7', ''];
    const node = names.map((name, index) => ({ opType: 'Relu', name, input: ['x'], output: [`y${index}`] }));
    const { graph } = decodeGraph({
      input: x,
      node,
      output: names.map((_, index) => ({ name: `y${index}` })),
    });
    expect(graph.nodes.map(({ path }) => path)).toEqual(['blocks.0', 'layer1/layer1.0', '', 'relu_7', 'y4']);
  });

  it('are constants in all forms of Constant', () => {
    const forms = [
      { name: 'value_int', type: 2, i: -3n },
      { name: 'value_ints', type: 7, ints: [1n, 2n] },
      { name: 'value_float', type: 1, f: 0.5 },
      { name: 'value_floats', type: 6, floats: [0.5, 1] },
      { name: 'value', type: 4, t: { dataType: 11, dims: [1n], doubleData: [4] } },
    ];
    const node = forms.map((form) => ({ opType: 'Constant', output: [form.name], attribute: [form] }));
    const { graph } = decodeGraph({ node, output: forms.map(({ name }) => ({ name })) });
    const constants = graph.outputs.map(({ value }) => value as Constant);
    expect(constants.map(({ type, data }) => [formatType(type), ...data])).toEqual([
      ['int64[]', -3n],
      ['int64[2]', 1n, 2n],
      ['float32[]', 0.5],
      ['float32[2]', 0.5, 1],
      ['float64[1]', 4],
    ]);
  });

  it('read optional inputs that are left out', () => {
    const initializer = [{ name: 'max', dataType: 1, floatData: [1] }];
    const node = [{ opType: 'Clip', input: ['x', '', 'max'], output: ['y'] }];
    const { graph } = decodeGraph({ input: x, initializer, node, output: [{ name: 'y' }] });
    expect(graph.nodes[0]?.inputs.map((value) => value?.name)).toEqual(['x', undefined, 'max']);
  });
});
