// A small body as one array, up to a bound.

import { joinBytes } from '../join-bytes.js';
import { hubFault } from './hub-fault.js';
import { plainUrl } from './url.js';

/** @throws IoError `too-large` beyond `limit` bytes */
export async function readAll(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  url: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw hubFault('too-large', `sent more than ${limit} bytes`, { path: plainUrl(url) });
    chunks.push(chunk);
  }
  return joinBytes(chunks);
}
