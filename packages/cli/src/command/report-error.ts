// Errors for people and programs, and the exit status they mean.

import { type ErrorCode, GossamerError, IoError } from '@gossamer/core';
import type { Output } from './output.js';

/** Exit statuses: 1 the work failed, 2 the words were wrong, 130 stopped by Ctrl-C. */
export function exitStatusOf(error: GossamerError): number {
  if (error.code === 'ABORTED') return 130;
  return error.code === 'OPTION' || error.code === 'UNKNOWN_MODEL' ? 2 : 1;
}

/** What to do where the error itself does not say. */
const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  OPTION: '`gossamer COMMAND --help` shows what is possible',
  UNKNOWN_MODEL: '`gossamer list` shows all models',
  IO: 'check the path and what may be done there',
  FORMAT: 'the file is damaged or of another kind; save it or download it again',
  IMAGE: 'open it in a viewer: if that works, save it as PNG or JPEG',
  SHAPE: 'another --size may fit; `gossamer inspect` shows the shapes',
  RUNTIME: '`gossamer doctor` shows what can run here',
  DEVICE_UNAVAILABLE: '`gossamer doctor` shows what can run here',
};

function hintOf({ code, reason, hint }: GossamerError, command: string): string | undefined {
  const usual = hint ?? HINTS[code]?.replace('COMMAND', command);
  return hint === undefined && code === 'IO' && reason.startsWith('cannot write')
    ? `${usual}; folders are not made`
    : usual;
}

/**
 * Writes the error: text on standard error, and one JSON document on standard output where JSON was asked for.
 * @param command the program's first word
 */
export function reportError(error: GossamerError, output: Output, command: string, debug: boolean): void {
  const { name, code, message, reason, path, what, within, details, docs } = error;
  const hint = hintOf(error, command);
  const added = error.hint === undefined && hint !== undefined ? `\n  ${hint}` : '';
  output.warn(`${name} (${code}): ${message}${added}`);
  if (debug) output.warn(stackOf(error));
  output.document({ error: { code, message: reason, hint, path, what, within, details, docs } });
}

/** Any thrown value as one of our errors; failures of the system become IO, the rest is a defect of ours. */
export function asGossamerError(thrown: unknown): GossamerError {
  if (isGossamerError(thrown)) return thrown;
  const cause = thrown as Partial<NodeJS.ErrnoException> | undefined;
  if (cause?.syscall !== undefined && cause.message !== undefined) {
    return new IoError(cause.message, { path: cause.path, cause: thrown });
  }
  return new InternalError(thrown);
}

/** Something went wrong that nobody foresaw. */
class InternalError extends GossamerError {
  constructor(cause: unknown) {
    super('RUNTIME', `unexpected: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'this is a defect of gossamer; please report it with the output of --debug',
      cause,
    });
  }
}

/** By form, not by `instanceof`: two copies of core may be installed. */
function isGossamerError(thrown: unknown): thrown is GossamerError {
  return thrown instanceof Error && 'code' in thrown && 'reason' in thrown && 'details' in thrown;
}

function stackOf(error: Error): string {
  const lines = [error.stack ?? ''];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    lines.push(`caused by ${cause.stack ?? cause.message}`);
  }
  return lines.join('\n');
}
