// Attributes of a node as ONNX messages: those that differ from their defaults.

import { create } from '@bufbuild/protobuf';
import { type AttrKind, type AttrTypes, explicitAttrs } from '../ir/attrs.js';
import type { Node } from '../ir/node.js';
import { encodeTensor } from './encode-tensor.js';
import {
  type AttributeProto,
  AttributeProtoSchema,
  TensorProtoSchema,
  AttributeProto_AttributeType as Type,
} from './gen/onnx_pb.js';
import { encodeUtf8 } from './utf8.js';

type Fields = Partial<Pick<AttributeProto, 'type' | 'i' | 'f' | 's' | 't' | 'ints' | 'floats' | 'strings'>>;

const ENCODERS: { readonly [K in AttrKind]: (value: AttrTypes[K]) => Fields } = {
  int: (value) => ({ type: Type.INT, i: BigInt(value) }),
  float: (value) => ({ type: Type.FLOAT, f: value }),
  string: (value) => ({ type: Type.STRING, s: encodeUtf8(value) }),
  ints: (value) => ({ type: Type.INTS, ints: value.map(BigInt) }),
  floats: (value) => ({ type: Type.FLOATS, floats: [...value] }),
  strings: (value) => ({ type: Type.STRINGS, strings: value.map(encodeUtf8) }),
  tensor: (value) => ({
    type: Type.TENSOR,
    t: create(TensorProtoSchema, encodeTensor(value.type, value.data)),
  }),
};

/** The node's attributes, in the order of its op's codec. */
export function encodeAttrs(node: Node): AttributeProto[] {
  return explicitAttrs(node.op.attrs, node.attrs).map(([name, field, value]) =>
    create(AttributeProtoSchema, { name, ...ENCODERS[field.kind](value as never) }),
  );
}
