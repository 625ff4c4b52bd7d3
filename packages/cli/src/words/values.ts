// Values of flags: text to numbers and choices, with errors that name the flag.

import { didYouMean, OptionError } from '@gossamer/core';

/** An integer of at least `min`. */
export function integerValue(flag: string, text: string, min = Number.MIN_SAFE_INTEGER): number {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
  const range = min === Number.MIN_SAFE_INTEGER ? 'an integer' : `an integer from ${min}`;
  throw wrongValue(flag, text, range);
}

/** A finite number. */
export function numberValue(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw wrongValue(flag, text, 'a number');
}

/** Comma-separated numbers. */
export function numbersValue(flag: string, text: string, count?: number): number[] {
  const parts = text.split(',');
  if (count !== undefined && parts.length !== count) {
    throw wrongValue(flag, text, `${count} numbers with commas`);
  }
  return parts.map((part) => numberValue(flag, part));
}

/** One of the choices. */
export function choiceValue<C extends string>(flag: string, text: string, choices: readonly C[]): C {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new OptionError(`${flag} should be one of ${choices.join(', ')}, found "${text}"`, {
    // A digit or a letter resembles all others.
    hint: text.length > 1 ? didYouMean(text, choices) : undefined,
  });
}

/** The error for a flag's value of the wrong form. */
export function wrongValue(flag: string, text: string, expected: string, hint?: string): OptionError {
  return new OptionError(`${flag} should be ${expected}, found "${text}"`, { hint });
}

/** The value of a flag that cannot be left out. */
export function requiredFlag(flag: string, value: string | undefined, meaning: string): string {
  if (value !== undefined) return value;
  throw new OptionError(`${flag} is missing`, { hint: `it says ${meaning}` });
}
