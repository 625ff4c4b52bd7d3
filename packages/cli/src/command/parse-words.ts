// Command line -> flags and words, by a command's own table of flags.

import { parseArgs } from 'node:util';
import { nearestNames, OptionError } from '@gossamer/core';
import type { Flag, Flags, FlagValues } from './flags.js';

export interface ParsedWords<F extends Flags> {
  readonly flags: FlagValues<F>;
  readonly words: readonly string[];
}

const INTEGERS = /^-?\d+(,-?\d+)*$/;

/**
 * `--name value`, `--name=value`, `-o value`, and `--` before words that start with a dash.
 * @throws OptionError for an unknown flag (with the nearest names), a missing value, or a value nobody asked for
 */
export function parseWords<F extends Flags>(args: readonly string[], flags: F): ParsedWords<F> {
  const { tokens } = parseArgs({
    args: attachOptionalValues(args, flags),
    options: Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, nodeOption(flag)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = emptyValues(flags);
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind === 'option') take(values, flags, token);
  }
  return { flags: values as FlagValues<F>, words };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function take(values: Record<string, unknown>, flags: Flags, token: OptionToken): void {
  const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
  if (flag === undefined) throw unknownFlag(token, flags);
  switch (flag.kind) {
    case 'switch':
      if (token.value !== undefined) throw new OptionError(`${token.rawName} takes no value`);
      values[token.name] = true;
      break;
    case 'optional':
      values[token.name] = token.value ?? true;
      break;
    case 'value':
      values[token.name] = givenValue(flag, token);
      break;
    case 'repeated':
      (values[token.name] as string[]).push(givenValue(flag, token));
  }
}

function givenValue(flag: Flag & { value: string }, { rawName, value, inlineValue }: OptionToken): string {
  const swallowed = inlineValue !== true && value !== undefined && /^-(-|[a-z])/i.test(value);
  if (value !== undefined && value !== '' && !swallowed) return value;
  throw new OptionError(`${rawName} needs a value`, {
    hint: swallowed
      ? `${rawName} ${flag.value}: ${flag.doc}; if the value is meant to be ${value}, write ${rawName}=${value}`
      : `${rawName} ${flag.value}: ${flag.doc}`,
  });
}

/** The error for a flag that is in no table. */
function unknownFlag({ name, rawName }: OptionToken, flags: Flags): OptionError {
  const known = Object.keys(flags);
  const near = nearestNames(name, known).map((other) => `--${other}`);
  const all = known.map((other) => `--${other}`);
  return new OptionError(`unknown flag ${rawName}`, {
    hint: near.length > 0 ? `did you mean ${near.join(', ')}?` : `known: ${all.join(', ')}`,
    details: { flag: rawName },
  });
}

/** `--features 0,2` as `--features=0,2`: the words after an optional value's flag are otherwise words. */
function attachOptionalValues(args: readonly string[], flags: Flags): string[] {
  const attached: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    const next = args[i + 1];
    if (arg === '--') return [...attached, ...args.slice(i)];
    if (flags[arg.slice(2)]?.kind === 'optional' && next !== undefined && INTEGERS.test(next)) {
      attached.push(`${arg}=${next}`);
      i++;
    } else {
      attached.push(arg);
    }
  }
  return attached;
}

function nodeOption(flag: Flag): { type: 'string' | 'boolean'; short?: string } {
  const type = flag.kind === 'value' || flag.kind === 'repeated' ? 'string' : 'boolean';
  return flag.short === undefined ? { type } : { type, short: flag.short };
}

function emptyValues(flags: Flags): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, { kind }]) => [
      name,
      kind === 'switch' ? false : kind === 'repeated' ? [] : undefined,
    ]),
  );
}
