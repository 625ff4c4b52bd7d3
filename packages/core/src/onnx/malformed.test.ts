// Files that are not ONNX, or ONNX that contradicts itself: what the error says.

import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import type { FormatError } from '../errors.js';
import { classifier, modelOf } from '../testing/sampleGraphs.js';
import { type GraphProtoSchema, ModelProtoSchema, type TensorProtoSchema } from './gen/onnx_pb.js';
import { decodeOnnx, encodeOnnx } from './index.js';

type GraphInit = MessageInitShape<typeof GraphProtoSchema>;

function decodeGraph(graph: GraphInit, opset = 18n) {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ version: opset }],
    graph: { name: 'g', ...graph },
  });
  return decodeOnnx(toBinary(ModelProtoSchema, model));
}

function errorOf(run: () => unknown): FormatError {
  try {
    run();
  } catch (error) {
    return error as FormatError;
  }
  throw new Error('nothing was thrown');
}

const info = (name: string, ...dims: (number | string)[]) => ({
  name,
  type: {
    tensorType: {
      elemType: 1,
      shape: {
        dim: dims.map((dim) => ({
          value:
            typeof dim === 'number'
              ? ({ case: 'dimValue', value: BigInt(dim) } as const)
              : ({ case: 'dimParam', value: dim } as const),
        })),
      },
    },
  },
});

const relu = (input: string, output: string, name = '') => ({
  opType: 'Relu',
  name,
  input: [input],
  output: [output],
});
const tensor = (fields: MessageInitShape<typeof TensorProtoSchema>) => ({
  input: [info('x', 1)],
  initializer: [{ name: 'w', ...fields }],
  node: [{ opType: 'Add', input: ['x', 'w'], output: ['y'] }],
  output: [info('y', 1)],
});

describe('what is not ONNX', () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const safetensors = Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0, ...text('{"a":{}}'));

  it.each<[string, Uint8Array]>([
    ['an empty file', new Uint8Array(0)],
    ['text', text('# My model\n\nThis is a readme.\n')],
    ['text', text('{"architectures": ["ViT"]}')],
    ['a PNG picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)],
    ['a JPEG picture', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['a safetensors file', safetensors],
    ['a zip archive', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0)],
    ['a Python pickle', Uint8Array.of(0x80, 2, 0x8a, 10)],
  ])('looks like %s', (what, bytes) => {
    const error = errorOf(() => decodeOnnx(bytes));
    expect(error.code).toBe('FORMAT');
    expect(error.reason).toContain(`expected an ONNX model, found ${what}`);
  });

  it('is protobuf of another kind', () => {
    expect(errorOf(() => decodeOnnx(Uint8Array.of(8, 1))).message).toContain('has no graph');
  });
});

describe('damage', () => {
  it('names the byte where a file breaks off', async () => {
    const file = await encodeOnnx(modelOf(classifier()));
    const error = errorOf(() => decodeOnnx(file.subarray(0, 1000)));
    expect(error.message).toMatch(
      /^the ONNX file breaks off: ModelProto.graph of \d+ bytes has \d+ left\n {2}at byte \d+/,
    );
    expect(error.details.offset).toBeGreaterThan(0);
  });

  it.each([
    ['an endless varint', [8, ...new Array(11).fill(0x80)], 'more than 10 bytes'],
    ['a cut varint', [8, 0x80], 'breaks off inside ModelProto.ir_version'],
    ['field number 0', [0, 1], 'impossible field number'],
    ['a group', [8, 1, 0x7b, 0x7c], 'wire type 3'],
    ['a wrong wire type', [0x39, 1, 2, 3, 4, 5, 6, 7, 8], 'stores ModelProto.graph with wire type 1'],
    ['a huge length', [0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f], 'of 4294967295 bytes'],
  ])('%s', (_, bytes, message) => {
    const error = errorOf(() => decodeOnnx(Uint8Array.from(bytes as number[])));
    expect(error.code).toBe('FORMAT');
    expect(error.message).toContain(message);
  });

  it('refuses millions of empty messages before they are made', () => {
    const nodes = new Uint8Array(2_100_000).map((_, index) => (index % 2 === 0 ? 0x0a : 0));
    const length = [
      (nodes.length & 127) | 128,
      ((nodes.length >> 7) & 127) | 128,
      ((nodes.length >> 14) & 127) | 128,
      nodes.length >> 21,
    ];
    const file = Uint8Array.from([8, 8, 0x3a, ...length, ...nodes]);
    expect(errorOf(() => decodeOnnx(file)).message).toContain('more than 1000000 messages');
  });
});

describe('tensors', () => {
  it.each<[string, MessageInitShape<typeof TensorProtoSchema>, string]>([
    [
      'too little data',
      { dims: [4n], dataType: 1, rawData: new Uint8Array(12) },
      'float32[4] needs 16 bytes, found 12',
    ],
    ['too much data', { dims: [], dataType: 1, floatData: [1, 2] }, 'float32[] needs 1 elements, found 2'],
    ['no data', { dims: [3n], dataType: 6 }, 'int32[3] needs 3 elements, found 0'],
    ['a negative size', { dims: [-1n], dataType: 1 }, 'the shape [-1] of 1 axes is impossible'],
    ['a huge shape', { dims: [2n ** 31n, 2n ** 31n], dataType: 1 }, 'is impossible'],
    ['a huge size beside a zero', { dims: [0n, 2n ** 62n], dataType: 1 }, 'is impossible'],
    ['many axes', { dims: new Array(65).fill(1n), dataType: 1, floatData: [1] }, 'of 65 axes'],
    ['no element type', { dims: [1n], dataType: 0 }, 'the element type 0 does not exist'],
  ])('%s', (_, fields, message) => {
    const error = errorOf(() => decodeGraph(tensor(fields)));
    expect(error.code).toBe('FORMAT');
    expect(error.message).toContain(message);
  });
});

it('refuses initializers without or with one name', () => {
  const initializer = { dims: [1n], dataType: 1, floatData: [1] };
  const graph = tensor(initializer);
  const unnamed = { ...graph, initializer: [...graph.initializer, initializer] };
  expect(errorOf(() => decodeGraph(unnamed)).message).toContain('an initializer has no name');
  const twice = { ...graph, initializer: [...graph.initializer, ...graph.initializer] };
  expect(errorOf(() => decodeGraph(twice)).message).toContain('two initializers have the name "w"');
});

describe('graphs', () => {
  const x = [info('x', 'N', 3)];
  const y = [info('y', 'N', 3)];

  it.each<[string, GraphInit, string]>([
    [
      'a value nobody computes',
      { input: x, node: [relu('z', 'y')], output: y },
      'reads "z", which is no input',
    ],
    [
      'a cycle',
      { input: x, node: [relu('b', 'a', 'first'), relu('a', 'b'), relu('b', 'y')], output: y },
      'the nodes form a cycle\n  at first (Relu)',
    ],
    [
      'a value computed twice',
      { input: x, node: [relu('x', 'y'), relu('x', 'y')], output: y },
      '"y" is given by two',
    ],
    ['an input computed', { input: x, node: [relu('x', 'x')], output: x }, '"x" is given by two'],
    [
      'two inputs of a name',
      { input: [...x, ...x], node: [relu('x', 'y')], output: y },
      'input name "x" is empty or taken',
    ],
    [
      'an output nobody computes',
      { input: x, node: [relu('x', 'z')], output: y },
      'output "y" is computed by no node',
    ],
    [
      'two outputs of a name',
      { input: x, node: [relu('x', 'y')], output: [...y, ...y] },
      'output "y" is listed twice',
    ],
    ['no outputs', { input: x, node: [relu('x', 'y')] }, 'the graph has no outputs'],
    [
      'no outputs of a node',
      { input: x, node: [{ opType: 'Relu', input: ['x'] }], output: x },
      'a node has no outputs',
    ],
    [
      'another size declared',
      { input: x, node: [relu('x', 'y')], output: [info('y', 'N', 4)] },
      '"y" is declared as float32[N,4], but its node computes float32[N,3]',
    ],
    [
      'another rank declared',
      { input: x, node: [relu('x', 'y')], output: [info('y', 'N')] },
      'but its node computes',
    ],
    [
      'an attribute given twice',
      {
        input: x,
        node: [
          {
            ...relu('x', 'y'),
            opType: 'Flatten',
            attribute: [
              { name: 'axis', type: 2, i: 1n },
              { name: 'axis', type: 2, i: 1n },
            ],
          },
        ],
        output: y,
      },
      'attribute "axis" is given twice',
    ],
  ])('%s', (_, graph, message) => {
    const error = errorOf(() => decodeGraph(graph));
    expect(error.code).toBe('FORMAT');
    expect(error.message).toContain(message);
  });

  it('refuses shapes that do not fit with the place', () => {
    const node = [{ opType: 'Add', name: 'sum', input: ['x', 'z'], output: ['y'] }];
    const error = errorOf(() => decodeGraph({ input: [...x, info('z', 'N', 4)], node, output: y }));
    expect(error.code).toBe('SHAPE');
    expect(error.message).toContain('at sum (Add) in g');
  });

  it('refuses sizes that square themselves', () => {
    const node = Array.from({ length: 30 }, (_, i) => [
      { opType: 'MatMul', input: [`a${i}`, `b${i}`], output: [`c${i}`] },
      {
        opType: 'Flatten',
        input: [`c${i}`],
        output: [`a${i + 1}`],
        attribute: [{ name: 'axis', type: 2, i: 2n }],
      },
      { opType: 'Transpose', input: [`a${i + 1}`], output: [`b${i + 1}`] },
    ]).flat();
    const graph = { input: [info('a0', 'N', 1), info('b0', 1, 'N')], node, output: [{ name: 'c29' }] };
    expect(errorOf(() => decodeGraph(graph)).message).toContain('has grown out of hand');
  });

  it('puts nodes in order', () => {
    const { graph } = decodeGraph({
      input: x,
      node: [relu('b', 'y'), relu('a', 'b'), relu('x', 'a')],
      output: y,
    });
    expect(graph.nodes.map((node) => node.output.name)).toEqual(['a', 'b', 'y']);
  });

  it('reads chains of many thousand nodes without recursion', () => {
    const node = Array.from({ length: 20_000 }, (_, i) => relu(`v${i + 1}`, `v${i}`)).concat(
      relu('x', 'v20000'),
    );
    expect(decodeGraph({ input: x, node, output: [info('v0', 'N', 3)] }).graph.nodes.length).toBe(20_001);
  });
});
