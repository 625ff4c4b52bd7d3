// Options as data: one schema gives the types, the checks, the documentation and the command line.

import { didYouMean, OptionError } from '@gossamer/core';

interface OptionBase<T> {
  readonly doc: string;
  readonly default: T;
}

interface NumberOption extends OptionBase<number> {
  readonly type: 'number';
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
}

interface BooleanOption extends OptionBase<boolean> {
  readonly type: 'boolean';
}

interface ChoiceOption<C extends string | number = string | number> extends OptionBase<C> {
  readonly type: 'choice';
  readonly choices: readonly C[];
}

interface BooleansOption extends OptionBase<readonly boolean[]> {
  readonly type: 'booleans';
  readonly length: number;
}

interface IntegersOption extends OptionBase<readonly number[]> {
  readonly type: 'integers';
  readonly length: number;
}

export type OptionField = NumberOption | BooleanOption | ChoiceOption | BooleansOption | IntegersOption;

/** A family's options by name. */
export type OptionSchema = Readonly<Record<string, OptionField>>;

type FieldValue<F extends OptionField> = F extends { type: 'number' }
  ? number
  : F extends { type: 'boolean' }
    ? boolean
    : F extends { type: 'booleans' }
      ? readonly boolean[]
      : F extends { type: 'integers' }
        ? readonly number[]
        : F extends { type: 'choice'; choices: readonly (infer C)[] }
          ? C
          : never;

/** The values of a schema, every one present. */
export type OptionValues<S extends OptionSchema> = { -readonly [K in keyof S]: FieldValue<S[K]> };

/**
 * The values to build with: given ones over the variant's over the schema's defaults.
 * @param common names of options that every model has, for the hint
 * @throws OptionError for an unknown name or a value outside what the schema allows
 */
export function resolveOptions<S extends OptionSchema>(
  schema: S,
  variant: Partial<OptionValues<S>>,
  given: Readonly<Record<string, unknown>>,
  within: string,
  common: readonly string[] = [],
): OptionValues<S> {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(schema, name)) continue;
    const known = [...common, ...Object.keys(schema)];
    throw new OptionError(`unknown option "${name}"`, {
      within,
      hint: didYouMean(name, known) ?? `known: ${known.join(', ')}`,
    });
  }
  const defaults = variant as Readonly<Record<string, unknown>>;
  const entries = Object.entries(schema).map(([name, field]) => {
    const value = given[name] ?? defaults[name] ?? field.default;
    const problem = problemWith(field, value);
    if (problem !== undefined)
      throw new OptionError(`option ${name} ${problem}`, { within, hint: field.doc });
    return [name, value];
  });
  return Object.fromEntries(entries) as OptionValues<S>;
}

/** What is wrong with a value, undefined where nothing is. */
function problemWith(field: OptionField, value: unknown): string | undefined {
  const found = `found ${JSON.stringify(value)}`;
  switch (field.type) {
    case 'number': {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false } = field;
      const number = typeof value === 'number' && Number.isFinite(value) ? value : undefined;
      if (number === undefined || (integer && !Number.isInteger(number))) {
        return `should be ${integer ? 'an integer' : 'a number'}, ${found}`;
      }
      return number < min || number > max ? `should be from ${min} to ${max}, ${found}` : undefined;
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `should be true or false, ${found}`;
    case 'choice':
      return field.choices.includes(value as string)
        ? undefined
        : `should be one of ${field.choices.join(', ')}, ${found}`;
    case 'booleans': {
      const fits =
        Array.isArray(value) &&
        value.length === field.length &&
        value.every((item) => typeof item === 'boolean');
      return fits ? undefined : `should be ${field.length} of true or false, ${found}`;
    }
    case 'integers': {
      const positive = (item: unknown): boolean => Number.isSafeInteger(item) && (item as number) > 0;
      const fits = Array.isArray(value) && value.length === field.length && value.every(positive);
      return fits ? undefined : `should be ${field.length} positive integers, ${found}`;
    }
  }
}
