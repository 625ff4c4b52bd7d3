// A file on a web server as a ByteSource: only the ranges asked for are read.

import { FormatError } from '../errors.js';
import type { ByteSource } from '../weights/byte-source.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import { contentRange } from './content-range.js';
import type { HttpReply } from './http-client.js';
import type { HubAccess } from './hub-access.js';
import { hubFault, isTransient } from './hub-fault.js';
import { readAll } from './read-all.js';
import { Retries } from './retry.js';
import { sendPatiently } from './send.js';
import { plainUrl } from './url.js';

/** Read with the first request; the header of a network's safetensors mostly lies within. */
const FIRST_BYTES = 65_536;

export interface HttpSource extends ByteSource {
  /** Bytes received so far. */
  readonly received: number;
}

/**
 * Opens a file by its address with one request for its first 64 kB; every read after that is a range of its own.
 * The file must stay the same: a changed ETag is an error.
 *
 * @param name what to call it, default the address without its query
 * @throws FormatError where the server does not serve ranges; IoError
 * @example
 * const source = await httpSource(access, 'https://example.org/model.safetensors');
 * const { tensors } = await openCheckpoint(source);
 */
export async function httpSource(
  access: HubAccess,
  url: string,
  { name = plainUrl(url), signal }: { name?: string; signal?: AbortSignalLike | undefined } = {},
): Promise<HttpSource> {
  let received = 0;
  let etag: string | undefined;
  const request = async (start: number, end: number, stop?: AbortSignalLike): Promise<Part> => {
    const retries = new Retries(access.client, access.retry, stop);
    for (;;) {
      try {
        const part = await readPart(access, { url, name, start, end, etag }, stop);
        received += part.bytes.length;
        return part;
      } catch (error) {
        if (!isTransient(error)) throw error;
        await retries.failed(error);
      }
    }
  };
  const first = await request(0, FIRST_BYTES, signal);
  etag = first.etag;
  return {
    size: first.size,
    name,
    get received() {
      return received;
    },
    async read(start, end, stop) {
      if (end <= first.bytes.length) return first.bytes.subarray(start, end);
      return start === end ? new Uint8Array(0) : (await request(start, end, stop)).bytes;
    },
  };
}

interface Part {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly etag: string | undefined;
}

interface PartRequest {
  readonly url: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Of the parts before. */
  readonly etag: string | undefined;
}

async function readPart(access: HubAccess, part: PartRequest, signal?: AbortSignalLike): Promise<Part> {
  const { url, name, start, end } = part;
  const headers = { 'accept-encoding': 'identity', range: `bytes=${start}-${end - 1}` };
  const reply = await sendPatiently(access, { method: 'GET', url, headers, signal });
  const etag = reply.header('etag');
  const range = contentRange(reply.header('content-range'));
  if (reply.status !== 206 || range?.start !== start || range.end > end) {
    await reply.discard();
    throw notAPart(reply, name);
  }
  if (part.etag !== undefined && etag !== part.etag) {
    await reply.discard();
    throw hubFault('http', 'the file changed while it was read', { path: name, hint: 'open it again' });
  }
  const bytes = await readAll(reply.body, range.end - start, url);
  if (bytes.length === range.end - start) return { bytes, size: range.size, etag };
  throw hubFault('unreachable', `the connection was cut after ${bytes.length} bytes`, {
    path: name,
    transient: true,
  });
}

function notAPart(reply: HttpReply, path: string): Error {
  const { status } = reply;
  if (status === 200 || status === 416 || status === 206) {
    return new FormatError('the server does not give parts of this file', {
      path,
      hint: status === 416 ? 'the file is empty' : 'download it and open the copy',
    });
  }
  return hubFault(
    status === 404 ? 'not-found' : 'http',
    `answered with status ${status} instead of the file`,
    {
      path,
      details: { status },
    },
  );
}
