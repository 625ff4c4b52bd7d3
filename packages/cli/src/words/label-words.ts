// `--labels FILE`: names of classes in the forms people keep them in.

import { FormatError } from '@gossamer/core';
import { fileSource } from '@gossamer/runtime-node';
import type { Flags } from '../command/flags.js';

export const labelFlags = {
  labels: {
    kind: 'value',
    value: 'FILE',
    doc: 'names of the classes: a line each, a JSON list, or a config.json of the hub',
  },
} as const satisfies Flags;

/** Far more than the names of any classifier. */
const MAX_BYTES = 16e6;

/** @throws IoError where it cannot be read; FormatError where it holds no names */
export async function readLabels(path: string): Promise<readonly string[]> {
  const text = await read(path);
  const names = /^\s*[[{]/.test(text) ? fromJson(text, path) : lines(text);
  if (names.length > 0 && names.every((name) => typeof name === 'string')) return names as string[];
  throw new FormatError('expected names of classes', {
    within: path,
    hint: 'a text with a name a line, a JSON list of texts, {"0": "cat", ...}, or a config.json with id2label',
  });
}

async function read(path: string): Promise<string> {
  await using source = await fileSource(path);
  if (source.size <= MAX_BYTES) return new TextDecoder().decode(await source.read(0, source.size));
  throw new FormatError(`${source.size} bytes are too many for names of classes`, { within: path });
}

/** Behind the last name there may be empty lines. */
function lines(text: string): string[] {
  return text.trimEnd() === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((name) => name.trim());
}

/** A list, or an object by index, which `id2label` of a configuration may be. */
function fromJson(text: string, path: string): readonly unknown[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatError('expected names of classes, found damaged JSON', { within: path, cause: error });
  }
  if (Array.isArray(json)) return json;
  const table = ((json as { id2label?: unknown }).id2label ?? json) as Record<string, unknown>;
  const size = Object.keys(table).length;
  return Array.from({ length: size }, (_, index) => table[index]);
}
