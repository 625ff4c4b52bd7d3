// Sends a file or a part of it, with the faults asked for.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './faults.js';

const BLOCK = 16_384;

/** Bytes of the body that were sent. */
export async function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
  fault: Fault = {},
): Promise<number> {
  if (fault.hang) return 0;
  await fault.until;
  if (fault.status !== undefined) {
    response.writeHead(fault.status, fault.headers).end();
    return 0;
  }
  const part = fault.ignoreRange ? undefined : partOf(request.headers.range, bytes.length);
  if (part === 'beyond') {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return 0;
  }
  const { start, end } = part ?? { start: 0, end: bytes.length };
  const range = { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` };
  const length = { 'content-length': String(end - start), 'accept-ranges': 'bytes' };
  response.writeHead(part === undefined ? 200 : 206, { ...headers, ...length, ...(part && range) });
  const body = Uint8Array.from(bytes.subarray(start, end));
  if (fault.corruptAt !== undefined && fault.corruptAt < body.length) body[fault.corruptAt]! ^= 0xff;
  return stream(response, body, fault);
}

/** Time for the client to read what was sent before a cut. */
const CUT_DELAY_MS = 100;

async function stream(response: ServerResponse, body: Uint8Array, fault: Fault): Promise<number> {
  const limit = Math.min(fault.cutAfter ?? body.length, body.length);
  let sent = 0;
  while (sent < limit && !response.destroyed) {
    const block = body.subarray(sent, Math.min(sent + BLOCK, limit));
    await new Promise((resolve) => response.write(block, resolve));
    sent += block.length;
    if (fault.slowMs !== undefined) await delay(fault.slowMs);
  }
  if (fault.cutAfter === undefined) {
    response.end();
  } else {
    // A client on a busy machine drops what it has not read yet when the connection goes.
    if (sent > 0) await delay(CUT_DELAY_MS);
    response.destroy();
  }
  return sent;
}

/** `bytes=10-`, `bytes=0-99`. */
function partOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'beyond' | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined) return undefined;
  const start = Number(first);
  return start >= size ? 'beyond' : { start, end: last ? Math.min(Number(last) + 1, size) : size };
}
