// What a foreign file says beyond its graph survives being read and written.

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { createNode, type Model } from '../ir/index.js';
import { Max, Relu } from '../ops/index.js';
import {
  AttributeProto_AttributeType,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
} from './gen/onnx_pb.js';
import { decodeOnnx, encodeOnnx } from './index.js';

const props = (value: string) => [{ key: 'from', value }];

const valueInfo = (name: string) => ({
  name,
  docString: `about ${name}`,
  metadataProps: props(name),
  type: {
    tensorType: {
      elemType: 1,
      shape: {
        dim: [
          { value: { case: 'dimParam', value: 'batch' } as const },
          { value: { case: 'dimValue', value: 2n } as const },
        ],
      },
    },
  },
});

/** x -> MatMul(w) -> Max(0) -> y, with everything told twice; already in the form this codec writes. */
function foreign(): ModelProto {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'pytorch',
    producerVersion: '2.9.1',
    domain: 'org.example',
    modelVersion: 7n,
    docString: 'a file from elsewhere',
    opsetImport: [{ domain: '', version: 18n }],
    metadataProps: props('model'),
    graph: {
      name: 'main_graph',
      docString: 'the graph',
      metadataProps: props('graph'),
      input: [valueInfo('x.1')],
      output: [valueInfo('y')],
      valueInfo: [valueInfo('12')],
      initializer: [
        {
          name: 'onnx::MatMul_42',
          dims: [2n, 2n],
          dataType: 1,
          docString: 'a weight',
          metadataProps: props('tensor'),
          rawData: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer),
        },
      ],
      node: [
        {
          opType: 'MatMul',
          name: 'MatMul_0',
          input: ['x.1', 'onnx::MatMul_42'],
          output: ['12'],
          docString: 'the product',
          metadataProps: props('node'),
          overload: '',
        },
        {
          opType: 'Constant',
          name: 'Constant_1',
          output: ['14'],
          docString: 'zero',
          attribute: [
            {
              name: 'value',
              type: AttributeProto_AttributeType.TENSOR,
              t: { dataType: 1, rawData: new Uint8Array(4) },
            },
          ],
        },
        { opType: 'Max', name: '/act/Max', input: ['12', '14'], output: ['y'] },
      ],
    },
  });
  const graph = model.graph as GraphProto;
  const places = [
    model,
    graph,
    ...graph.node,
    ...graph.initializer,
    ...graph.input,
    ...graph.valueInfo,
    ...graph.output,
  ];
  for (const [index, message] of places.entries()) message.$unknown = unknown(index);
  return model;
}

/** A field that no version of ONNX has. */
const unknown = (value: number) => [{ no: 500, wireType: WireType.Varint, data: Uint8Array.of(value) }];

const written = async (file: ModelProto, change: (model: Model) => Model = (model) => model) => {
  const model = decodeOnnx(toBinary(ModelProtoSchema, file));
  return fromBinary(ModelProtoSchema, await encodeOnnx(change(model)));
};

describe('a foreign file', () => {
  it('comes out as it went in', async () => {
    const file = foreign();
    const back = await written(file);
    expect(Buffer.compare(toBinary(ModelProtoSchema, back), toBinary(ModelProtoSchema, file))).toBe(0);
  });

  it('comes out of a copy of the graph, too', async () => {
    const file = foreign();
    const back = await written(file, ({ graph, weights }) => ({ graph: graph.clone(), weights }));
    expect(Buffer.compare(toBinary(ModelProtoSchema, back), toBinary(ModelProtoSchema, file))).toBe(0);
  });

  it('keeps its texts unless the caller gives others', async () => {
    const model = decodeOnnx(toBinary(ModelProtoSchema, foreign()));
    const file = await encodeOnnx(model, { producer: { name: 'mine', version: '1' }, doc: 'new' });
    const { producerName, producerVersion, docString, domain } = fromBinary(ModelProtoSchema, file);
    expect([producerName, producerVersion, docString, domain]).toEqual(['mine', '1', 'new', 'org.example']);
  });

  it('does not lend what it said of a node to another op with the same output', async () => {
    const { graph, weights } = decodeOnnx(toBinary(ModelProtoSchema, foreign()));
    const relu = graph.rebuild((node, inputs) =>
      node.op === Max ? createNode(Relu, inputs.slice(0, 1), {}) : node.with(inputs),
    );
    const file = fromBinary(ModelProtoSchema, await encodeOnnx({ graph: relu, weights }));
    const notes = file.graph?.node.map(({ opType, $unknown }) => [opType, $unknown]);
    expect(notes).toEqual([
      ['MatMul', unknown(2)],
      ['Relu', undefined],
    ]);
  });
});
