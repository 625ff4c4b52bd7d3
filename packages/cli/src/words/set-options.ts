// `--set key=value`: options of a network's family, read by the family's own schema.

import { didYouMean, nearestNames, OptionError } from '@gossamer/core';
import type { OptionField, OptionSchema } from '@gossamer/models';
import { choiceValue, integerValue, numberValue, wrongValue } from './values.js';

/** Options that have a flag of their own. */
const OWN_FLAGS: Readonly<Record<string, string>> = {
  numClasses: '--num-classes',
  inChans: '--in-chans',
  size: '--size',
  batch: '--batch',
  outputStride: '--output-stride',
  globalPool: '--global-pool',
  features: '--features',
};

/**
 * The options as values of the schema's types; ranges are checked where the network is built.
 * @throws OptionError for a key the schema does not have, or text that is not of its type
 */
export function parseSetOptions(
  schema: OptionSchema,
  settings: readonly string[],
  within: string,
): Record<string, unknown> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, key, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
      if (key === undefined || text === undefined) throw wrongValue('--set', setting, 'key=value');
      const field = Object.hasOwn(schema, key) ? schema[key] : undefined;
      if (field === undefined) throw unknownKey(key, schema, within);
      return [key, fieldValue(`--set ${key}`, field, text)];
    }),
  );
}

function fieldValue(flag: string, field: OptionField, text: string): unknown {
  switch (field.type) {
    case 'number':
      return numberValue(flag, text);
    case 'boolean':
      return booleanValue(flag, text);
    case 'choice': {
      const texts = field.choices.map(String);
      return field.choices[texts.indexOf(choiceValue(flag, text, texts))];
    }
    case 'booleans':
      return text.split(',').map((part) => booleanValue(flag, part));
    case 'integers':
      return text.split(',').map((part) => integerValue(flag, part));
  }
}

function booleanValue(flag: string, text: string): boolean {
  return choiceValue(flag, text, ['true', 'false']) === 'true';
}

function unknownKey(key: string, schema: OptionSchema, within: string): OptionError {
  const own = nearestNames(key, Object.keys(OWN_FLAGS), 1)[0];
  const flag =
    OWN_FLAGS[key] ??
    (own !== undefined && nearestNames(key, Object.keys(schema)).length === 0 ? OWN_FLAGS[own] : undefined);
  const known = Object.keys(schema);
  return new OptionError(`there is no option "${key}"`, {
    within,
    hint:
      flag === undefined
        ? (didYouMean(key, known) ?? `the options are ${known.join(', ')}`)
        : `this one has a flag of its own: ${flag}`,
  });
}
