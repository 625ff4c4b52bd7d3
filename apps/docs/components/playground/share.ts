// Programs in links: the text, compressed, in the part of the address that is never sent to a server.

import { FormatError, OptionError } from '@gossamer/core';

/** Longest program that is shared, and longest link that is read. */
const MOST_CHARACTERS = 50_000;
const LONGEST_HASH = 40_000;

const PREFIX = '#program=';

/** Whether an address holds a program, well-formed or not. */
export function isShared(hash: string): boolean {
  return hash.startsWith(PREFIX);
}

/** `#program=...` @throws OptionError where the program is too long */
export async function toHash(program: string): Promise<string> {
  if (program.length > MOST_CHARACTERS)
    throw new OptionError(`the program has ${program.length} characters, a link holds ${MOST_CHARACTERS}`, {
      hint: 'save it as a file instead',
    });
  const packed = await collect(
    through(new TextEncoder().encode(program), new CompressionStream('deflate-raw')),
  );
  const text = btoa(String.fromCharCode(...packed));
  return PREFIX + text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws FormatError where the address holds no program, or one that is too long */
export async function fromHash(hash: string): Promise<string> {
  if (hash.length > LONGEST_HASH) throw damaged('it is too long');
  const text = hash.slice(PREFIX.length);
  if (!isShared(hash) || !/^[\w-]+$/.test(text)) throw damaged('characters are missing or wrong');
  try {
    const packed = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    );
    const bytes = await collect(through(packed, new DecompressionStream('deflate-raw')));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw cause instanceof FormatError ? cause : damaged('it does not decompress to text', cause);
  }
}

function through(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> {
  return new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(transform);
}

/** All bytes, never more than a program may have: a small link may hold a large nothing. */
async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const most = 4 * MOST_CHARACTERS;
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > most) {
      await reader.cancel();
      throw damaged('its program is too long');
    }
    parts.push(part.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function damaged(why: string, cause?: unknown): FormatError {
  return new FormatError(`this link holds no program: ${why}`, {
    hint: 'ask for the link again; mail programs and chats sometimes cut long ones',
    cause,
  });
}
