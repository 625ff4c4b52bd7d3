// Writes messages as protobuf: a tenth of the library's size, for pages that only write.

import { joinBytes } from '../join-bytes.js';
import { encodeUtf8 } from '../weights/utf8.js';
import type { FieldKind, Form } from './forms.js';
import { varint } from './framing.js';

/** Fields this schema does not know, as the library's reader leaves them. */
interface UnknownField {
  readonly no: number;
  readonly wireType: number;
  /** With their length in front, where they have one. */
  readonly data: Uint8Array;
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields a message has itself: what is inherited is a default, and not written. */
export function writeMessage(form: Form, message: object): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  for (const [property, number, kind, repeats = 'once'] of form) {
    const value = ownValue(message as Fields, property);
    if (value === undefined) continue;
    const values = repeats === 'once' ? [value] : (value as readonly unknown[]);
    if (repeats !== 'packed') {
      for (const one of values) chunks.push(tag(number, wireTypeOf(kind)), ...payload(kind, one));
    } else if (values.length > 0) {
      chunks.push(
        tag(number, DELIMITED),
        ...delimited(joinBytes(values.flatMap((one) => payload(kind, one)))),
      );
    }
  }
  const { $unknown = [] } = message as { $unknown?: readonly UnknownField[] };
  for (const { no, wireType, data } of $unknown) chunks.push(tag(no, wireType), data);
  return joinBytes(chunks);
}

/** `choice.name` is the value of a choice, where it was made so. */
function ownValue(message: Fields, property: string): unknown {
  const [name = '', option] = property.split('.');
  if (!Object.hasOwn(message, name)) return undefined;
  if (option === undefined) return message[name];
  const choice = message[name] as { case?: string; value?: unknown } | undefined;
  return choice?.case === option ? choice.value : undefined;
}

const DELIMITED = 2;

const WIRE_TYPES: Readonly<Record<string, number>> = { int: 0, double: 1, float: 5 };

const wireTypeOf = (kind: FieldKind): number =>
  typeof kind === 'string' ? (WIRE_TYPES[kind] ?? DELIMITED) : DELIMITED;

const tag = (number: number, wireType: number): Uint8Array => Uint8Array.from(varint(number * 8 + wireType));

const delimited = (bytes: Uint8Array): Uint8Array[] => [Uint8Array.from(varint(bytes.length)), bytes];

function payload(kind: FieldKind, value: unknown): Uint8Array[] {
  switch (kind) {
    case 'int':
      return [integer(value as number | bigint)];
    case 'float':
      return [floating(4, (view) => view.setFloat32(0, value as number, true))];
    case 'double':
      return [floating(8, (view) => view.setFloat64(0, value as number, true))];
    case 'string':
      return delimited(encodeUtf8(value as string));
    case 'bytes':
      return delimited(value as Uint8Array);
    default:
      return delimited(writeMessage(kind, value as object));
  }
}

/** Negative numbers are written as 64 bits in two's complement, whatever their width. */
function integer(value: number | bigint): Uint8Array {
  if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return Uint8Array.from(varint(Number(value)));
  const digits: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) digits.push(Number(rest & 127n) + 128);
  return Uint8Array.from([...digits, Number(rest)]);
}

function floating(bytes: number, set: (view: DataView) => void): Uint8Array {
  const buffer = new ArrayBuffer(bytes);
  set(new DataView(buffer));
  return new Uint8Array(buffer);
}
