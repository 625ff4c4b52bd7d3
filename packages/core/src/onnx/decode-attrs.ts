// Attributes of a file's node as plain values by name.

import { FormatError, UnsupportedOpError } from '../errors.js';
import type { TensorAttr } from '../ir/attrs.js';
import { decodeTensor } from './decode-tensor.js';
import type { ExternalFile } from './external.js';
import { type AttributeProto, AttributeProto_AttributeType as Type } from './gen/onnx_pb.js';
import { firstRepeated } from './repeated.js';
import { decodeUtf8 } from './utf8.js';

type Open = (location: string) => ExternalFile;

/** @throws UnsupportedOpError for subgraphs, sparse tensors and the like, FormatError for what is broken */
export function decodeAttrs(attributes: readonly AttributeProto[], open: Open): Record<string, unknown> {
  const twice = firstRepeated(attributes.map(({ name }) => name));
  if (twice !== undefined) throw new FormatError(`attribute "${twice}" is given twice`);
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, decodeAttr(attribute, open)]));
}

function decodeAttr(attribute: AttributeProto, open: Open): unknown {
  const { name } = attribute;
  const type = attribute.type === Type.UNDEFINED ? guessType(attribute) : attribute.type;
  switch (type) {
    case Type.INT:
      return safeInteger(attribute.i);
    case Type.INTS:
      return attribute.ints.map(safeInteger);
    case Type.FLOAT:
      return attribute.f;
    case Type.FLOATS:
      return attribute.floats;
    case Type.STRING:
      return decodeUtf8(attribute.s);
    case Type.STRINGS:
      return attribute.strings.map(decodeUtf8);
    case Type.TENSOR:
      return tensorAttr(attribute, open);
    default:
      throw new UnsupportedOpError(`attribute "${name}" of kind ${Type[type]}`);
  }
}

function tensorAttr({ name, t }: AttributeProto, open: Open): TensorAttr {
  if (t === undefined) throw new FormatError(`the tensor of attribute "${name}" is missing`);
  const tensor = decodeTensor(t, open);
  return { type: { dtype: tensor.dtype, shape: tensor.shape }, data: tensor.data() };
}

/** Files of IR version 1 do not say the kind. */
function guessType(attribute: AttributeProto): Type {
  if (attribute.t !== undefined) return Type.TENSOR;
  if (attribute.ints.length > 0) return Type.INTS;
  if (attribute.floats.length > 0) return Type.FLOATS;
  if (attribute.strings.length > 0) return Type.STRINGS;
  if (attribute.s.length > 0) return Type.STRING;
  return attribute.f === 0 ? Type.INT : Type.FLOAT;
}

/** "To the end" is written as the largest int64; it stays larger than any size. */
function safeInteger(value: bigint): number {
  const number = Number(value);
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number));
}
