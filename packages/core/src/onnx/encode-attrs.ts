// Attributes of a node as ONNX messages: those that differ from their defaults.

import { type AttrKind, type AttrTypes, explicitAttrs } from '../ir/attrs.js';
import type { Node } from '../ir/node.js';
import { encodeUtf8 } from '../weights/utf8.js';
import { encodeTensor } from './encode-tensor.js';
import { type AttributeMessage, ATTRIBUTE_TYPE as Type } from './forms.js';

const ENCODERS: { readonly [K in AttrKind]: (value: AttrTypes[K]) => AttributeMessage } = {
  int: (value) => ({ type: Type.INT, i: BigInt(value) }),
  float: (value) => ({ type: Type.FLOAT, f: value }),
  string: (value) => ({ type: Type.STRING, s: encodeUtf8(value) }),
  ints: (value) => ({ type: Type.INTS, ints: value.map(BigInt) }),
  floats: (value) => ({ type: Type.FLOATS, floats: [...value] }),
  strings: (value) => ({ type: Type.STRINGS, strings: value.map(encodeUtf8) }),
  tensor: (value) => ({ type: Type.TENSOR, t: encodeTensor(value.type, value.data) }),
};

/** The node's attributes, in the order of its op's codec. */
export function encodeAttrs(node: Node): AttributeMessage[] {
  return explicitAttrs(node.op.attrs, node.attrs).map(([name, field, value]) => ({
    name,
    ...ENCODERS[field.kind](value as never),
  }));
}
