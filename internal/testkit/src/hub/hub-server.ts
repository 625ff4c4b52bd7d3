// A Hugging Face hub on this machine: the addresses, headers and redirects of the real one, and its faults.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './faults.js';
import { type HubRepository, type StoredRepository, storedRepository } from './repository.js';
import { sendBody } from './send-body.js';

export interface LoggedRequest {
  /** The hub itself, or the host large files are on. */
  readonly host: 'hub' | 'storage';
  readonly method: string;
  /** Path, without the query. */
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
  /** Bytes of the body sent so far. */
  readonly sent: number;
}

export interface TestHub extends AsyncDisposable {
  /** What HF_ENDPOINT is to be. */
  readonly endpoint: string;
  /** Where large files are; another origin. */
  readonly storage: string;
  readonly requests: readonly LoggedRequest[];
  /** Taken one by one by the answers to GET requests for large files. */
  readonly faults: Fault[];
  /** As `faults`, for all requests to the hub itself. */
  readonly hubFaults: Fault[];
  commitOf(repo: string): string;
  /** The SHA-256 or git's name of a file. */
  oidOf(repo: string, file: string): string;
  /** Replaces or adds a repository. */
  publish(repo: string, repository: HubRepository): void;
}

export interface TestHubOptions {
  /** Accepted by gated and private repositories. */
  readonly token?: string;
  /** Headers of every answer, such as those that let other origins' pages read it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts it on 127.0.0.1; dispose it when done. */
export async function startHub(
  repositories: Readonly<Record<string, HubRepository>>,
  options: TestHubOptions = {},
): Promise<TestHub> {
  const hub = new Hub(options);
  for (const [repo, repository] of Object.entries(repositories)) hub.publish(repo, repository);
  await hub.listen();
  return hub;
}

type MutableRequest = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

class Hub implements TestHub {
  readonly requests: MutableRequest[] = [];
  readonly faults: Fault[] = [];
  readonly hubFaults: Fault[] = [];
  endpoint = '';
  storage = '';
  readonly #repositories = new Map<string, StoredRepository>();
  readonly #options: TestHubOptions;
  readonly #servers: Server[];

  constructor(options: TestHubOptions) {
    this.#options = options;
    this.#servers = (['hub', 'storage'] as const).map((host) =>
      createServer((request, response) => void this.#answer(host, request, response)),
    );
  }

  async listen(): Promise<void> {
    const [endpoint, storage] = await Promise.all(this.#servers.map(addressOf));
    this.endpoint = endpoint as string;
    this.storage = storage as string;
  }

  publish(repo: string, repository: HubRepository): void {
    this.#repositories.set(repo, storedRepository(repository));
  }

  commitOf(repo: string): string {
    return this.#repositories.get(repo)?.commit ?? '';
  }

  oidOf(repo: string, file: string): string {
    return this.#repositories.get(repo)?.files.get(file)?.oid ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }

  async #answer(host: 'hub' | 'storage', request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const entry: MutableRequest = {
      host,
      method: request.method ?? '',
      path: pathname,
      range: request.headers.range,
      authorization: request.headers.authorization,
      sent: 0,
    };
    this.requests.push(entry);
    for (const [name, value] of Object.entries(this.#options.headers ?? {})) response.setHeader(name, value);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    response.on('error', () => undefined);
    if (host === 'storage') return this.#storageAnswer(entry, request, response);
    const fault = this.hubFaults.shift();
    if (fault?.hang) return;
    if (fault?.status !== undefined) return void response.writeHead(fault.status, fault.headers).end();
    return this.#hubAnswer(entry, request, response);
  }

  /** Addresses here are signed, for GET alone. */
  async #storageAnswer(
    entry: MutableRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, oid = ''] = pathname.split('/');
    const file = [...this.#repositories.values()]
      .flatMap(({ files }) => [...files.values()])
      .find((candidate) => candidate.oid === oid);
    if (file === undefined || request.method !== 'GET' || searchParams.get('Signature') !== 'secret') {
      return void response.writeHead(403).end();
    }
    const fault = this.faults.shift();
    // The storage has names of its own.
    entry.sent = await sendBody(request, response, file.bytes, { etag: `"${oid.slice(0, 32)}"` }, fault);
  }

  async #hubAnswer(entry: MutableRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, owner, name, kind, revision, ...rest] = entry.path.split('/').map(decodeURIComponent);
    if (owner === 'api' && name === 'models') return this.#apiAnswer(entry, request, response);
    const cached = owner === 'cached';
    const repo = cached ? `${name}/${kind}` : `${owner}/${name}`;
    const stored = this.#repositories.get(repo);
    if (stored === undefined || (!cached && kind !== 'resolve'))
      return this.#refuse(response, 'RepoNotFound', request);
    const barred = this.#barred(stored, request);
    if (barred !== undefined) return this.#refuse(response, barred, request);
    if (!hasRevision(stored, revision ?? '')) return this.#refuse(response, 'RevisionNotFound', request);
    const path = rest.join('/');
    const file = stored.files.get(path);
    response.setHeader('x-repo-commit', stored.commit);
    if (file === undefined) return this.#refuse(response, 'EntryNotFound', request);
    if (file.large) {
      const location = `${this.storage}/${file.oid}?Signature=secret`;
      const linked = { 'x-linked-size': String(file.bytes.length), 'x-linked-etag': `"${file.oid}"` };
      return void response.writeHead(302, { location, ...linked }).end();
    }
    if (!cached)
      return void response.writeHead(307, { location: `/cached/${repo}/${revision}/${path}` }).end();
    const headers = { etag: `"${file.oid}"` };
    if (request.method === 'HEAD') {
      return void response.writeHead(200, { ...headers, 'content-length': file.bytes.length }).end();
    }
    entry.sent = await sendBody(request, response, file.bytes, headers);
  }

  async #apiAnswer(entry: MutableRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , , owner, name, kind, revision = ''] = entry.path.split('/').map(decodeURIComponent);
    const stored = this.#repositories.get(`${owner}/${name}`);
    if (stored === undefined) return this.#refuse(response, 'RepoNotFound', request);
    const barred = this.#barred(stored, request);
    if (barred !== undefined) return this.#refuse(response, barred, request);
    if (kind === 'refs') {
      const ref = (refName: string) => ({ name: refName, targetCommit: stored.commit });
      return json(response, { branches: [ref('main')], tags: (stored.tags ?? []).map(ref) });
    }
    if (!hasRevision(stored, revision)) return this.#refuse(response, 'RevisionNotFound', request);
    const siblings = [...stored.files].map(([rfilename, { bytes, large, oid }]) => ({
      rfilename,
      size: bytes.length,
      blobId: large ? '0'.repeat(40) : oid,
      ...(large ? { lfs: { sha256: oid, size: bytes.length, pointerSize: 134 } } : {}),
    }));
    return json(response, { id: `${owner}/${name}`, sha: stored.commit, siblings });
  }

  #barred({ access }: StoredRepository, request: IncomingMessage): Refusal | undefined {
    const allowed = request.headers.authorization === `Bearer ${this.#options.token}`;
    if (access === undefined || allowed) return undefined;
    return access === 'gated' ? 'GatedRepo' : 'RepoNotFound';
  }

  #refuse(response: ServerResponse, code: Refusal, request: IncomingMessage): void {
    // Who is nobody in particular is not told what there is.
    const anonymous = request.headers.authorization === undefined;
    const status =
      code === 'GatedRepo' ? (anonymous ? 401 : 403) : code === 'RepoNotFound' && anonymous ? 401 : 404;
    response.writeHead(status, { 'x-error-code': code, 'x-error-message': 'refused' }).end();
  }
}

type Refusal = 'RepoNotFound' | 'RevisionNotFound' | 'EntryNotFound' | 'GatedRepo';

function hasRevision({ commit, tags = [] }: StoredRepository, revision: string): boolean {
  return revision === commit || revision === 'main' || tags.includes(revision);
}

function json(response: ServerResponse, document: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

async function addressOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
