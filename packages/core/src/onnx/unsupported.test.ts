// Everything a file uses that is not supported is listed in one error.

import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import type { UnsupportedOpError } from '../errors.js';
import { AttributeProto_AttributeType, ModelProtoSchema, type TypeProtoSchema } from './gen/onnx_pb.js';
import { decodeOnnx } from './index.js';

function fileOf(model: MessageInitShape<typeof ModelProtoSchema>): Uint8Array {
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, model));
}

const float3: MessageInitShape<typeof TypeProtoSchema> = {
  tensorType: { elemType: 1, shape: { dim: [{ value: { case: 'dimValue', value: 3n } }] } },
};
const subgraph = { no: 6, wireType: WireType.LengthDelimited, data: Uint8Array.of(0) };

const foreign = () =>
  fileOf({
    irVersion: 8n,
    opsetImport: [{ version: 13n }, { domain: 'ai.onnx.ml', version: 2n }],
    functions: [{ name: 'Swish', domain: 'local' }],
    graph: {
      name: 'foreign',
      input: [
        { name: 'x', type: float3 },
        { name: 'words', type: { tensorType: { elemType: 8 } } },
        { name: 'list' },
      ],
      initializer: [
        { name: 'names', dims: [1n], dataType: 8, stringData: [Uint8Array.of(65)] },
        { name: 'small', dims: [2n], dataType: 22, rawData: Uint8Array.of(1) },
      ],
      sparseInitializer: [{ values: { name: 'sparse' } }],
      node: [
        { opType: 'Celu', name: 'celu_1', input: ['x'], output: ['a'] },
        { opType: 'Celu', name: 'celu_2', input: ['a'], output: ['b'] },
        {
          opType: 'If',
          name: 'branch',
          input: ['b'],
          output: ['c'],
          attribute: [
            { name: 'then_branch', type: AttributeProto_AttributeType.GRAPH, $unknown: [subgraph] },
          ],
        },
        { opType: 'Normalizer', domain: 'ai.onnx.ml', input: ['c'], output: ['d'] },
        { opType: 'com.microsoft.FusedConv', input: ['d', 'd'], output: ['e'] },
        { opType: 'HardSwish', input: ['x'], output: ['f'] },
        { opType: 'Relu', input: ['x'], output: ['g'], attribute: [{ name: 'max', type: 2, i: 6n }] },
        { opType: 'Relu', input: ['small'], output: ['h'] },
        { opType: 'Constant', name: 'text', output: ['i'], attribute: [{ name: 'value_string', type: 3 }] },
        { opType: 'Add', name: 'fine', input: ['h', 'g'], output: ['y'] },
      ],
      output: [{ name: 'y', type: float3 }],
    },
  });

describe('unsupported', () => {
  it('lists all in one error', () => {
    let error: UnsupportedOpError | undefined;
    try {
      decodeOnnx(foreign());
    } catch (caught) {
      error = caught as UnsupportedOpError;
    }
    expect(error?.code).toBe('UNSUPPORTED_OP');
    expect(error?.message).toMatchInlineSnapshot(`
      "the file uses what is not supported:
        functions (1x, "local.Swish")
        sparse initializers (1x, "sparse")
        initializer: tensors of string (1x, "names")
        initializer: tensors of int4 (1x, "small")
        input: tensors of string (1x, "words")
        input: its dtype or rank is not declared (1x, "list")
        Celu (2x, first "celu_1")
        If (1x, "branch")
        ai.onnx.ml.Normalizer (1x, "d")
        com.microsoft.FusedConv (1x, "e")
        Relu: unknown attribute "max" (1x, "g")
        Constant: a Constant's value_string is not supported (1x, "text")
        at <root> in foreign
        export the network without these, or convert the file to opset 18"
    `);
    expect(error?.details.ops).toContainEqual({ op: 'Celu', count: 2, nodes: ['celu_1', 'celu_2'] });
  });

  it('says so of an opset of the future', () => {
    const graph = { name: 'g', input: [{ name: 'x', type: float3 }], output: [{ name: 'x' }] };
    const file = fileOf({ irVersion: 8n, opsetImport: [{ version: 99n }], graph });
    expect(() => decodeOnnx(file)).toThrow('opset 99: the newest known is 28');
  });
});
