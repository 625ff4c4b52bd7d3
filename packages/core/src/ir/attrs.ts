// Attribute codecs: the fields of an op's attributes as data, used to check, encode and decode them.

import { FormatError, OptionError } from '../errors.js';
import type { TypedArray } from './dtype.js';
import type { TensorType } from './tensor-type.js';

/** A tensor held in an attribute (Constant's `value`). */
export interface TensorAttr {
  readonly type: TensorType;
  readonly data: TypedArray;
}

export interface AttrTypes {
  int: number;
  float: number;
  string: string;
  ints: readonly number[];
  floats: readonly number[];
  strings: readonly string[];
  tensor: TensorAttr;
}

export type AttrKind = keyof AttrTypes;

export interface AttrField {
  readonly kind: AttrKind;
  /** Written only where it differs from this. */
  readonly default?: unknown;
  /** Refused where it is left out. */
  readonly required?: true;
  /** Allowed values of a string. */
  readonly oneOf?: readonly string[];
}

/** One field for each attribute of A; those without default are optional or `required`. */
export type AttrCodec<A extends object> = { readonly [K in keyof Required<A>]: AttrField };

/**
 * Attributes with defaults filled in and floats rounded to float32 as ONNX stores them.
 * @throws OptionError for unknown names and values that are not allowed, FormatError for other faults
 */
export function normalizeAttrs<A extends object>(
  codec: AttrCodec<A>,
  given: Readonly<Record<string, unknown>>,
): A {
  const fields = codec as Readonly<Record<string, AttrField>>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name) && given[name] !== undefined) {
      throw new OptionError(`unknown attribute "${name}"`, {
        hint: `known: ${Object.keys(fields).join(', ') || 'none'}`,
      });
    }
  }
  const attrs: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? field.default;
    if (value !== undefined) attrs[name] = checkAttr(name, field, value);
    else if (field.required) throw new FormatError(`attribute "${name}" is missing`);
  }
  return attrs as A;
}

/** Names and values that differ from their defaults, in codec order. */
export function explicitAttrs(
  codec: AttrCodec<object>,
  attrs: object,
): [name: string, field: AttrField, value: unknown][] {
  const values = attrs as Readonly<Record<string, unknown>>;
  return Object.entries(codec as Readonly<Record<string, AttrField>>)
    .map(([name, field]): [string, AttrField, unknown] => [name, field, values[name]])
    .filter(([, field, value]) => value !== undefined && !sameAttr(value, field.default));
}

function checkAttr(name: string, field: AttrField, value: unknown): unknown {
  if (!isKind(field.kind, value)) {
    throw new FormatError(
      `attribute "${name}" should be of kind ${field.kind}, found ${JSON.stringify(value)}`,
    );
  }
  if (field.oneOf !== undefined && !field.oneOf.includes(value as string)) {
    throw new OptionError(`attribute "${name}" is "${value}"`, {
      hint: `allowed: ${field.oneOf.join(', ')}`,
    });
  }
  if (field.kind === 'float') return Math.fround(value as number);
  if (field.kind === 'floats') return (value as readonly number[]).map(Math.fround);
  return value;
}

function isKind(kind: AttrKind, value: unknown): boolean {
  switch (kind) {
    case 'int':
      return Number.isSafeInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'ints':
      return Array.isArray(value) && value.every(Number.isSafeInteger);
    case 'floats':
      return Array.isArray(value) && value.every((item) => typeof item === 'number');
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'tensor':
      return typeof value === 'object' && value !== null && 'data' in value && 'type' in value;
  }
}

function sameAttr(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
  return Object.is(
    a,
    typeof b === 'number' && typeof a === 'number' && !Number.isInteger(b) ? Math.fround(b) : b,
  );
}
