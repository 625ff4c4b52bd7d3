// Which fields the messages of an ONNX file have, in the order they are written: what `writeMessage` needs of onnx.proto.

import type { MessageInitShape } from '@bufbuild/protobuf';
import type * as proto from './gen/onnx_pb.js';

/** How a field's value is written; a message of its own by that message's form. */
export type FieldKind = 'int' | 'string' | 'bytes' | 'float' | 'double' | Form;

/** `each` for a list, one field an element; `packed` for a list of numbers in one field. */
type Repeats = 'once' | 'each' | 'packed';

/** Field number, kind, and how often it comes. A choice (`oneof`) has several rows under the property that holds it. */
export type FormField = readonly [property: string, number: number, kind: FieldKind, repeats?: Repeats];

/** A message's fields by rising number. */
export type Form = readonly FormField[];

/** `AttributeProto.AttributeType`, as far as it is written. Not the generated objects: they bring the whole library along. */
export const ATTRIBUTE_TYPE = {
  FLOAT: 1,
  INT: 2,
  STRING: 3,
  TENSOR: 4,
  FLOATS: 6,
  INTS: 7,
  STRINGS: 8,
} as const;

/** `TensorProto.DataLocation.EXTERNAL`. */
export const EXTERNAL = 1;

export type ModelMessage = MessageInitShape<typeof proto.ModelProtoSchema>;
export type GraphMessage = MessageInitShape<typeof proto.GraphProtoSchema>;
export type NodeMessage = MessageInitShape<typeof proto.NodeProtoSchema>;
export type AttributeMessage = MessageInitShape<typeof proto.AttributeProtoSchema>;
export type TensorMessage = MessageInitShape<typeof proto.TensorProtoSchema>;
export type ValueInfoMessage = MessageInitShape<typeof proto.ValueInfoProtoSchema>;
export type DimMessage = MessageInitShape<typeof proto.TensorShapeProto_DimensionSchema>;
export type TypeMessage = MessageInitShape<typeof proto.TypeProtoSchema>;

const entry: Form = [
  ['key', 1, 'string'],
  ['value', 2, 'string'],
];

const dimension: Form = [
  ['value.dimValue', 1, 'int'],
  ['value.dimParam', 2, 'string'],
];

const tensorType: Form = [
  ['elemType', 1, 'int'],
  ['shape', 2, [['dim', 1, dimension, 'each']]],
];

const type: Form = [['tensorType', 1, tensorType]];

const valueInfo: Form = [
  ['name', 1, 'string'],
  ['type', 2, type],
  ['docString', 3, 'string'],
  ['metadataProps', 4, entry, 'each'],
];

export const TENSOR: Form = [
  ['dims', 1, 'int', 'each'],
  ['dataType', 2, 'int'],
  ['floatData', 4, 'float', 'packed'],
  ['int32Data', 5, 'int', 'packed'],
  ['stringData', 6, 'bytes', 'each'],
  ['int64Data', 7, 'int', 'packed'],
  ['name', 8, 'string'],
  ['rawData', 9, 'bytes'],
  ['doubleData', 10, 'double', 'packed'],
  ['uint64Data', 11, 'int', 'packed'],
  ['docString', 12, 'string'],
  ['externalData', 13, entry, 'each'],
  ['dataLocation', 14, 'int'],
  ['metadataProps', 16, entry, 'each'],
];

const attribute: Form = [
  ['name', 1, 'string'],
  ['f', 2, 'float'],
  ['i', 3, 'int'],
  ['s', 4, 'bytes'],
  ['t', 5, TENSOR],
  ['floats', 7, 'float', 'each'],
  ['ints', 8, 'int', 'each'],
  ['strings', 9, 'bytes', 'each'],
  ['docString', 13, 'string'],
  ['type', 20, 'int'],
  ['refAttrName', 21, 'string'],
];

const node: Form = [
  ['input', 1, 'string', 'each'],
  ['output', 2, 'string', 'each'],
  ['name', 3, 'string'],
  ['opType', 4, 'string'],
  ['attribute', 5, attribute, 'each'],
  ['docString', 6, 'string'],
  ['domain', 7, 'string'],
  ['overload', 8, 'string'],
  ['metadataProps', 9, entry, 'each'],
];

export const GRAPH: Form = [
  ['node', 1, node, 'each'],
  ['name', 2, 'string'],
  ['initializer', 5, TENSOR, 'each'],
  ['docString', 10, 'string'],
  ['input', 11, valueInfo, 'each'],
  ['output', 12, valueInfo, 'each'],
  ['valueInfo', 13, valueInfo, 'each'],
  ['sparseInitializer', 15, [['values', 1, TENSOR]], 'each'],
  ['metadataProps', 16, entry, 'each'],
];

const opsetId: Form = [
  ['domain', 1, 'string'],
  ['version', 2, 'int'],
];

const functionName: Form = [
  ['name', 1, 'string'],
  ['domain', 10, 'string'],
];

export const MODEL: Form = [
  ['irVersion', 1, 'int'],
  ['producerName', 2, 'string'],
  ['producerVersion', 3, 'string'],
  ['domain', 4, 'string'],
  ['modelVersion', 5, 'int'],
  ['docString', 6, 'string'],
  ['graph', 7, GRAPH],
  ['opsetImport', 8, opsetId, 'each'],
  ['metadataProps', 14, entry, 'each'],
  ['functions', 25, functionName, 'each'],
];
