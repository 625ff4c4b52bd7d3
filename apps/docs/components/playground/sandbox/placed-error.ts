// An error as plain data, with the places of the program that led to it.

import { GossamerError } from '@gossamer/core';
import type { PlacedError } from './protocol.js';

const LONGEST = 4000;

/** @param url what stacks call the program */
export function placedError(error: unknown, url: string): PlacedError {
  const { name = 'Error', message = String(error), stack = '' } = error instanceof Error ? error : {};
  const frames = framesOf(stack, url);
  if (!(error instanceof GossamerError)) return { name, message: message.slice(0, LONGEST), frames };
  const { reason, path, what, code, hint, docs } = error;
  const place = path === undefined ? '' : ` at ${path}${what === undefined ? '' : ` (${what})`}`;
  return {
    name,
    message: `${reason}${place}`.slice(0, LONGEST),
    code,
    docs,
    ...(hint !== undefined && { hint: hint.slice(0, LONGEST) }),
    frames,
  };
}

/** Every browser writes `URL:LINE:COLUMN` in its own frame of words. */
export function framesOf(stack: string, url: string): { line: number; column: number }[] {
  return stack
    .split(url)
    .slice(1)
    .flatMap((rest) => {
      const [, line, column] = /^:(\d+):(\d+)/.exec(rest) ?? [];
      return line === undefined ? [] : [{ line: Number(line), column: Number(column) }];
    });
}
