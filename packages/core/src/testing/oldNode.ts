// Files with one node in the form of an old opset, which our own encoder no longer writes.

import { create, toBinary } from '@bufbuild/protobuf';
import { expectClose, runOnnxruntime } from '@gossamer/testkit';
import { type DType, dtypeInfo } from '../ir/dtype.js';
import type { Tensor } from '../ir/tensor-data.js';
import { encodeType } from '../onnx/encode-type.js';
import {
  type AttributeProto,
  AttributeProtoSchema,
  ModelProtoSchema,
  AttributeProto_AttributeType as Type,
} from '../onnx/gen/onnx_pb.js';
import { decodeOnnx } from '../onnx/index.js';
import { interpret } from '../reference/index.js';

export interface OldNode {
  readonly opType: string;
  readonly opset: number;
  /** undefined for an optional input left out. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attrs?: readonly AttributeProto[];
  /** float32 where left out. */
  readonly outputs?: readonly DType[];
}

export const float = (name: string, f: number): AttributeProto =>
  create(AttributeProtoSchema, { name, type: Type.FLOAT, f });

export const floats = (name: string, list: readonly number[]): AttributeProto =>
  create(AttributeProtoSchema, { name, type: Type.FLOATS, floats: [...list] });

export const int = (name: string, i: number): AttributeProto =>
  create(AttributeProtoSchema, { name, type: Type.INT, i: BigInt(i) });

export const ints = (name: string, list: readonly (number | bigint)[]): AttributeProto =>
  create(AttributeProtoSchema, { name, type: Type.INTS, ints: list.map(BigInt) });

export const text = (name: string, value: string): AttributeProto =>
  create(AttributeProtoSchema, { name, type: Type.STRING, s: new TextEncoder().encode(value) });

/** The file, with inputs `x0`, ... and outputs `y0`, ... */
export function fileOf({
  opType,
  opset,
  inputs,
  attrs = [],
  outputs = ['float32'],
}: OldNode): Uint8Array<ArrayBuffer> {
  const names = inputs.map((input, index) => (input === undefined ? '' : `x${index}`));
  const model = create(ModelProtoSchema, {
    irVersion: 4n,
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: {
      name: opType,
      node: [{ opType, input: names, output: outputs.map((_, index) => `y${index}`), attribute: [...attrs] }],
      input: inputs.flatMap((input, index) =>
        input === undefined ? [] : [{ name: `x${index}`, type: encodeType(input) }],
      ),
      output: outputs.map((dtype, index) => ({
        name: `y${index}`,
        type: { tensorType: { elemType: dtypeInfo(dtype).onnx } },
      })),
    },
  });
  return toBinary(ModelProtoSchema, model);
}

/** The file run by onnxruntime, and decoded and run by the interpreter: the outputs are equal. */
export async function checkOldNode(node: OldNode): Promise<void> {
  const file = fileOf(node);
  const feeds = Object.fromEntries(
    node.inputs.flatMap((input, index) => (input === undefined ? [] : [[`x${index}`, input] as const])),
  );
  const expected = await runOnnxruntime<DType>(file, feeds);
  const actual = await interpret(decodeOnnx(file), feeds);
  for (const [name, tensor] of Object.entries(expected))
    expectClose(actual[name] as Tensor, tensor, 1e-5, `${node.opType}-${node.opset} ${name}`);
}
