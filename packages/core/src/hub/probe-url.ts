// What a web server says of a file, asked with a request for its first byte.

import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import { contentRange } from './content-range.js';
import type { HubAccess } from './hub-access.js';
import { hubFault } from './hub-fault.js';
import { sendPatiently } from './send.js';
import { plainUrl } from './url.js';

export interface Probed {
  readonly size: number | undefined;
  /** Names this very content; undefined where the server has no such name. */
  readonly etag: string | undefined;
}

/**
 * Storage hosts sign addresses for GET alone, so it is GET that asks.
 * @throws IoError with `details.kind`
 */
export async function probeUrl(access: HubAccess, url: string, signal?: AbortSignalLike): Promise<Probed> {
  const headers = { 'accept-encoding': 'identity', range: 'bytes=0-0' };
  const reply = await sendPatiently(access, { method: 'GET', url, headers, signal });
  await reply.discard();
  const { status } = reply;
  if (status !== 200 && status !== 206) {
    throw hubFault(
      status === 404 ? 'not-found' : 'http',
      `answered with status ${status} instead of the file`,
      {
        path: plainUrl(url),
        details: { status },
      },
    );
  }
  const etag = reply.header('etag');
  const length = reply.header('content-length');
  const whole =
    status === 200 && length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  const size = status === 206 ? contentRange(reply.header('content-range'))?.size : whole;
  // A weak name may stand for bytes that differ.
  return { size, etag: etag?.startsWith('"') ? etag : undefined };
}
