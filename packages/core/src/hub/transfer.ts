// Transfer: the bytes of one file, resumed where the connection was cut, hashed as they come.

import { AbortError } from '../errors.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import { contentRange } from './content-range.js';
import type { HttpReply } from './http-client.js';
import type { HubAccess } from './hub-access.js';
import { faultOf, hubFault } from './hub-fault.js';
import type { Digest, RemoteFile } from './remote-file.js';
import { Retries } from './retry.js';
import { busyFault, isBusy, send } from './send.js';
import { plainUrl } from './url.js';

/** Where the bytes go. */
export interface DownloadSink {
  /** Bytes an earlier attempt left. */
  readonly kept: number;
  /** Those bytes again, to hash them. */
  replay(): AsyncIterable<Uint8Array>;
  /** Told the size before the first byte, where it is known; rejects where there is no room. */
  reserve?(size: number): Promise<void>;
  /** The bytes that follow. */
  write(chunk: Uint8Array): Promise<void>;
  /** Forgets everything; the next bytes are the first again. */
  restart(): Promise<void>;
}

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. */
  digest(): string;
}

export interface TransferOptions {
  /** Hashes of `size` bytes, which git's name of a file starts with. */
  hasher(algorithm: Digest['algorithm'], size: number | undefined): Hasher;
  /** Called with the bytes that are here. */
  onBytes?: (received: number) => void;
  /** The largest file that is taken. Default 16 GB. */
  maxBytes?: number | undefined;
  signal?: AbortSignalLike | undefined;
}

export interface Transferred {
  readonly size: number;
  /** By the algorithm of the file's digest, SHA-256 where it has none. */
  readonly hash: string;
}

/** A connection that brings less than this counts as one that brought nothing. */
const PROGRESS_BYTES = 65_536;
const MAX_BYTES = 16e9;

/**
 * Downloads a file into a sink, which keeps what it has where this fails. What an earlier attempt left is
 * continued; where the whole then has the wrong hash, it is downloaded once more from its start.
 *
 * @throws IoError `integrity` where fresh bytes have the wrong hash, `too-large`, `unreachable`, `http`; AbortError
 */
export async function transfer(
  access: HubAccess,
  file: RemoteFile,
  sink: DownloadSink,
  options: TransferOptions,
): Promise<Transferred> {
  const { maxBytes = MAX_BYTES } = options;
  if ((file.size ?? 0) > maxBytes) throw tooLarge(file, maxBytes);
  if (file.size !== undefined && sink.kept > file.size) await sink.restart();
  if (file.size !== undefined) await sink.reserve?.(file.size);
  const resumed = sink.kept > 0;
  try {
    return await new Transfer(access, file, sink, options).run(maxBytes);
  } catch (error) {
    if (!resumed || faultOf(error) !== 'integrity') throw error;
    await sink.restart();
    return new Transfer(access, file, sink, options).run(maxBytes);
  }
}

class Transfer {
  readonly #access: HubAccess;
  readonly #file: RemoteFile;
  readonly #sink: DownloadSink;
  readonly #options: TransferOptions;
  readonly #retries: Retries;
  readonly #hasher: Hasher;
  #size: number | undefined;
  #received = 0;

  constructor(access: HubAccess, file: RemoteFile, sink: DownloadSink, options: TransferOptions) {
    this.#access = access;
    this.#file = file;
    this.#sink = sink;
    this.#options = options;
    this.#size = file.size;
    this.#retries = new Retries(access.client, access.retry, options.signal);
    this.#hasher = options.hasher(file.digest?.algorithm ?? 'sha256', file.size);
  }

  async run(maxBytes: number): Promise<Transferred> {
    for await (const chunk of this.#sink.replay()) this.#take(chunk);
    while (this.#received !== this.#size) {
      const before = this.#received;
      try {
        await this.#receive(this.#size ?? maxBytes);
        this.#size ??= this.#received;
      } catch (error) {
        if (this.#received - before >= PROGRESS_BYTES) this.#retries.progressed();
        await this.#retries.failed(error);
      }
    }
    const hash = this.#hasher.digest();
    const { digest } = this.#file;
    if (digest !== undefined && hash !== digest.value) throw this.#wrongHash(digest, hash);
    return { size: this.#received, hash };
  }

  /** One connection. Returns at the end of the file. */
  async #receive(limit: number): Promise<void> {
    const reply = await this.#open();
    let skip = await this.#skipped(reply);
    for await (const chunk of reply.body) {
      const fresh = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - fresh.length;
      if (this.#received + fresh.length > limit) throw this.#tooMuch(limit);
      if (this.#options.signal?.aborted)
        throw new AbortError('the download was aborted', { path: this.#file.name });
      await this.#sink.write(fresh);
      this.#take(fresh);
    }
    if (this.#size !== undefined && this.#received < this.#size) {
      throw this.#fault(
        'unreachable',
        `the connection was cut after ${this.#received} of ${this.#size} bytes`,
        true,
      );
    }
  }

  async #open(): Promise<HttpReply> {
    const { url, etag } = this.#file;
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (this.#received > 0) {
      headers.range = `bytes=${this.#received}-`;
      if (etag !== undefined) headers['if-range'] = etag;
    }
    const { signal } = this.#options;
    const reply = await send(this.#access, { method: 'GET', url, headers, signal });
    if (reply.status === 200 || (reply.status === 206 && this.#received > 0)) return reply;
    await reply.discard();
    if (isBusy(reply.status)) throw busyFault(reply, url);
    throw this.#fault('http', `answered with status ${reply.status} instead of the file`, false);
  }

  /** Bytes of the answer that are here already; learns the size where it was not known. */
  async #skipped(reply: HttpReply): Promise<number> {
    if (reply.status === 200) {
      this.#size ??= lengthOf(reply.header('content-length'));
      // The file may be another one than that of the first bytes: nothing but a hash would tell.
      if (this.#received > 0 && this.#file.digest === undefined) {
        await reply.discard();
        throw this.#fault('http', 'the file changed while it was downloaded, or cannot be resumed', false);
      }
      return this.#received;
    }
    const header = reply.header('content-range');
    // A page may not be shown the header; the hash will tell whether the part was the right one.
    if (header === undefined && this.#file.digest !== undefined) return 0;
    const range = contentRange(header);
    this.#size ??= range?.size;
    if (range !== undefined && range.start <= this.#received && range.size === this.#size) {
      return this.#received - range.start;
    }
    await reply.discard();
    throw this.#fault('http', 'answered with another part of the file than was asked for', false);
  }

  #take(chunk: Uint8Array): void {
    this.#hasher.update(chunk);
    this.#received += chunk.length;
    this.#options.onBytes?.(this.#received);
  }

  #fault(kind: 'http' | 'unreachable', reason: string, transient: boolean): Error {
    return hubFault(kind, reason, { path: this.#file.name, within: plainUrl(this.#file.url), transient });
  }

  #tooMuch(limit: number): Error {
    if (this.#size === undefined) return tooLarge(this.#file, limit);
    const reason = `the server sent more than the ${limit} bytes it announced`;
    return hubFault('too-large', reason, { path: this.#file.name, within: plainUrl(this.#file.url) });
  }

  #wrongHash({ algorithm, value }: Digest, found: string): Error {
    return hubFault('integrity', `the downloaded bytes are not the file: ${algorithm} ${found}`, {
      path: this.#file.name,
      within: plainUrl(this.#file.url),
      hint: `expected ${value}; nothing was kept. Try again; if it stays, something between here and there changes files`,
      details: { algorithm, expected: value, found },
    });
  }
}

function lengthOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

function tooLarge({ name, url }: RemoteFile, limit: number): Error {
  return hubFault('too-large', `the file has more than ${limit} bytes`, {
    path: name,
    within: plainUrl(url),
    hint: 'this is no checkpoint of a network of ours; set maxBytes where it is',
  });
}
