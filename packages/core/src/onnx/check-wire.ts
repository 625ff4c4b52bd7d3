// Walks the bytes of a message before anything is allocated: every length, varint and wire type has to be right.

import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { FormatError } from '../errors.js';

/** Decoded, a message or a list element takes far more memory than its byte or two in the file. */
const MOST_MESSAGES = 1_000_000;
const MOST_ELEMENTS = 64_000_000;
/** A 64-bit integer is an object of its own and counts as so many elements. */
const BIGINT_COST = 4;

/**
 * Checks that `bytes` are well-formed and within limits.
 * @throws FormatError with the offset and the field
 */
export function checkWire(desc: DescMessage, bytes: Uint8Array): void {
  new WireChecker(bytes).message(desc, 0, bytes.length);
}

class WireChecker {
  #position = 0;
  #messages = 0;
  #elements = 0;
  readonly #fields = new Map<DescMessage, ReadonlyMap<number, DescField>>();

  constructor(readonly bytes: Uint8Array) {}

  /** The schema has no cycles, so neither has this recursion. */
  message(desc: DescMessage, start: number, end: number): void {
    if (++this.#messages > MOST_MESSAGES) {
      throw this.#error(start, `has more than ${MOST_MESSAGES} messages`);
    }
    const fields = this.#fieldsOf(desc);
    this.#position = start;
    while (this.#position < end) {
      const at = this.#position;
      const tag = this.#varint(end, 5, `a tag of ${desc.name}`);
      const field = fields.get(Math.floor(tag / 8));
      const where = `${desc.name}.${field?.name ?? Math.floor(tag / 8)}`;
      if (tag < 8 || tag >= 2 ** 32) throw this.#error(at, `has an impossible field number (${where})`);
      this.#field(field, tag % 8, end, where);
    }
  }

  #field(field: DescField | undefined, wireType: number, end: number, where: string): void {
    const start = this.#position;
    if (field !== undefined && !isWireTypeOf(field, wireType)) {
      throw this.#error(start, `stores ${where} with wire type ${wireType}`);
    }
    if (wireType === WireType.Varint) this.#varint(end, 10, where);
    else if (wireType === WireType.Bit64) this.#skip(8, end, where);
    else if (wireType === WireType.Bit32) this.#skip(4, end, where);
    else if (wireType === WireType.LengthDelimited) this.#delimited(field, end, where);
    else throw this.#error(start, `uses wire type ${wireType} (${where}), which ONNX does not have`);
    if (isScalarList(field) && wireType !== WireType.LengthDelimited) this.#count(1, start);
  }

  #delimited(field: DescField | undefined, end: number, where: string): void {
    const length = this.#varint(end, 5, `the length of ${where}`);
    const start = this.#position;
    this.#skip(length, end, where);
    if (field?.message !== undefined) this.message(field.message, start, start + length);
    else if (isScalarList(field)) this.#count(this.#list(field.scalar, start, start + length, where), start);
    this.#position = start + length;
  }

  /** Elements of a packed list; strings and bytes are one each. */
  #list(scalar: ScalarType, start: number, end: number, where: string): number {
    const wireType = WIRE_TYPES[scalar] ?? WireType.Varint;
    if (wireType === WireType.LengthDelimited) return 1;
    let count = 0;
    if (wireType === WireType.Varint) {
      for (this.#position = start; this.#position < end; count++) this.#varint(end, 10, where);
      return scalar === ScalarType.INT32 ? count : count * BIGINT_COST;
    }
    count = (end - start) / (wireType === WireType.Bit64 ? 8 : 4);
    if (Number.isInteger(count)) return count;
    throw this.#error(start, `has a broken list (${where})`);
  }

  #count(elements: number, at: number): void {
    this.#elements += elements;
    if (this.#elements > MOST_ELEMENTS) throw this.#error(at, `has more than ${MOST_ELEMENTS} list elements`);
  }

  #skip(length: number, end: number, where: string): void {
    if (length <= end - this.#position) {
      this.#position += length;
      return;
    }
    throw this.#error(
      this.#position,
      `breaks off: ${where} of ${length} bytes has ${end - this.#position} left`,
    );
  }

  /** The value as far as 2^53; beyond, only its end matters. */
  #varint(end: number, most: number, where: string): number {
    const start = this.#position;
    let value = 0;
    for (let i = 0; i < most; i++) {
      if (start + i >= end) throw this.#error(start, `breaks off inside ${where}`);
      const byte = this.bytes[start + i] as number;
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) {
        this.#position = start + i + 1;
        return value;
      }
    }
    throw this.#error(start, `has a number of more than ${most} bytes (${where})`);
  }

  #fieldsOf(desc: DescMessage): ReadonlyMap<number, DescField> {
    const known = this.#fields.get(desc) ?? new Map(desc.fields.map((field) => [field.number, field]));
    this.#fields.set(desc, known);
    return known;
  }

  #error(offset: number, reason: string): FormatError {
    return new FormatError(`the ONNX file ${reason}`, {
      path: `byte ${offset}`,
      hint: 'it is damaged or was not fully written',
      details: { offset },
    });
  }
}

/** Wire types of the scalars that are not varints. */
const WIRE_TYPES: Readonly<Partial<Record<ScalarType, WireType>>> = {
  [ScalarType.FLOAT]: WireType.Bit32,
  [ScalarType.DOUBLE]: WireType.Bit64,
  [ScalarType.STRING]: WireType.LengthDelimited,
  [ScalarType.BYTES]: WireType.LengthDelimited,
};

function isScalarList(field: DescField | undefined): field is DescField & { scalar: ScalarType } {
  return field?.fieldKind === 'list' && field.listKind === 'scalar';
}

function isWireTypeOf(field: DescField, wireType: number): boolean {
  if (field.message !== undefined) return wireType === WireType.LengthDelimited;
  const own = field.scalar === undefined ? WireType.Varint : (WIRE_TYPES[field.scalar] ?? WireType.Varint);
  return wireType === own || (field.fieldKind === 'list' && wireType === WireType.LengthDelimited);
}
