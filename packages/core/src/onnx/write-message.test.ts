// The writer against the protobuf library: the same schema, the same bytes.

import { create, type DescField, type DescMessage, ScalarType, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTE_TYPE, EXTERNAL, type Form, type FormField, GRAPH, MODEL, TENSOR } from './forms.js';
import {
  AttributeProto_AttributeType,
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from './gen/onnx_pb.js';
import { writeMessage } from './write-message.js';

const KINDS: Partial<Record<ScalarType, FormField[2]>> = {
  [ScalarType.INT32]: 'int',
  [ScalarType.INT64]: 'int',
  [ScalarType.UINT64]: 'int',
  [ScalarType.STRING]: 'string',
  [ScalarType.BYTES]: 'bytes',
  [ScalarType.FLOAT]: 'float',
  [ScalarType.DOUBLE]: 'double',
};

/** The form as the schema has it. */
function formOf(schema: DescMessage): Form {
  const fields = [...schema.fields].sort((a, b) => a.number - b.number);
  return fields.map((field) => {
    const property = field.oneof ? `${field.oneof.localName}.${field.localName}` : field.localName;
    const repeats = field.fieldKind !== 'list' ? [] : [field.packed ? 'packed' : 'each'];
    return [property, field.number, kindOf(field), ...repeats] as unknown as FormField;
  });
}

function kindOf(field: DescField): FormField[2] {
  if (field.message !== undefined) return formOf(field.message);
  return field.enum !== undefined ? 'int' : (KINDS[field.scalar as ScalarType] as FormField[2]);
}

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const SCALARS: Partial<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  [ScalarType.INT32]: fc.integer(),
  [ScalarType.INT64]: long,
  [ScalarType.UINT64]: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  [ScalarType.STRING]: fc.string({ unit: 'grapheme', maxLength: 200 }),
  [ScalarType.BYTES]: fc.uint8Array({ maxLength: 300 }),
  [ScalarType.FLOAT]: fc.float(),
  [ScalarType.DOUBLE]: fc.double(),
};

/** Any message of the schema, a few levels deep. */
function messages(schema: DescMessage, depth = 4): fc.Arbitrary<object> {
  const value = (field: DescField): fc.Arbitrary<unknown> => {
    if (field.message !== undefined) return messages(field.message, depth - 1);
    if (field.enum !== undefined) return fc.constantFrom(...field.enum.values.map(({ number }) => number));
    return SCALARS[field.scalar as ScalarType] as fc.Arbitrary<unknown>;
  };
  const fields = schema.members.flatMap((member): [string, fc.Arbitrary<unknown>][] => {
    if (member.kind === 'oneof') {
      const cases = member.fields.map((field) =>
        value(field).map((one) => ({ case: field.localName, value: one })),
      );
      return [[member.localName, fc.oneof(...cases)]];
    }
    if (member.message !== undefined && depth === 0) return [];
    const one = value(member);
    return [[member.localName, member.fieldKind === 'list' ? fc.array(one, { maxLength: 3 }) : one]];
  });
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

it('has the numbers of the schema', () => {
  expect(AttributeProto_AttributeType).toMatchObject(ATTRIBUTE_TYPE);
  expect(EXTERNAL).toBe(TensorProto_DataLocation.EXTERNAL);
});

describe.each([
  ['ModelProto', MODEL, ModelProtoSchema],
  ['GraphProto', GRAPH, GraphProtoSchema],
  ['TensorProto', TENSOR, TensorProtoSchema],
] as const)('%s', (_, form, schema: DescMessage) => {
  it('has the fields of the schema', () => {
    expect(form).toEqual(formOf(schema));
  });

  it('is written as the protobuf library writes it, plain or made by the library', () => {
    fc.assert(
      fc.property(messages(schema), fc.uint8Array({ minLength: 4, maxLength: 4 }), (plain, data) => {
        const made = create(schema, plain as Record<string, unknown>);
        made.$unknown = [{ no: 99, wireType: 5, data }];
        const expected = Buffer.from(toBinary(schema, made));
        expect(Buffer.from(writeMessage(form, made)).equals(expected)).toBe(true);
        delete made.$unknown;
        expect(Buffer.from(writeMessage(form, plain)).equals(Buffer.from(toBinary(schema, made)))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
