// Finds a package on a NuGet feed: its address, size and hash (NuGet Server API, "Package Content" and "Package Metadata").

import { IoError } from '@gossamer/core';
import { type Env, environmentFetch } from '../hub/environment-fetch.js';

export interface NugetPackage {
  readonly url: string;
  readonly size: number;
  /** In base64, as the feed gives it. */
  readonly sha512: string;
}

const MAX_REDIRECTS = 5;
const MAX_JSON_BYTES = 2 ** 24;
const TIMEOUT_MS = 60_000;

/**
 * @param index the feed's service index, such as https://api.nuget.org/v3/index.json
 * @throws IoError where the feed cannot be reached, does not have the package, or does not tell its hash
 */
export async function findNugetPackage(
  index: string,
  name: string,
  version: string,
  env: Env,
): Promise<NugetPackage> {
  const { resources = [] } = await getJson<{ resources?: { '@id': string; '@type': string }[] }>(index, env);
  const base = (kind: string): string => {
    const found = resources.find((resource) => resource['@type']?.startsWith(`${kind}/`))?.['@id'];
    if (found === undefined) throw fault(index, `the feed offers no ${kind}`);
    return found.endsWith('/') ? found : `${found}/`;
  };
  const [id, number] = [name.toLowerCase(), version.toLowerCase()];
  const leaf = await getJson<{ catalogEntry?: string | Partial<Entry> }>(
    `${base('RegistrationsBaseUrl')}${id}/${number}.json`,
    env,
  );
  const entry =
    typeof leaf.catalogEntry === 'string'
      ? await getJson<Partial<Entry>>(leaf.catalogEntry, env)
      : (leaf.catalogEntry ?? {});
  const { packageHash, packageHashAlgorithm, packageSize } = entry;
  if (packageHashAlgorithm !== 'SHA512' || typeof packageHash !== 'string' || !(Number(packageSize) > 0)) {
    throw fault(index, `the feed does not tell size and SHA-512 of ${name} ${version}`);
  }
  const url = `${base('PackageBaseAddress')}${id}/${number}/${id}.${number}.nupkg`;
  return { url, size: Number(packageSize), sha512: packageHash };
}

interface Entry {
  readonly packageHash: string;
  readonly packageHashAlgorithm: string;
  readonly packageSize: number;
}

async function getJson<T>(url: string, env: Env): Promise<T> {
  const fetch = await environmentFetch(env);
  let at = url;
  for (let step = 0; step <= MAX_REDIRECTS; step++) {
    const init = {
      method: 'GET',
      headers: {},
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    } as const;
    const reply = await fetch(at, init).catch((cause: Error & { cause?: Error }) => {
      throw fault(at, (cause.cause ?? cause).message, cause);
    });
    const location = reply.headers.get('location');
    if (reply.status >= 300 && reply.status < 400 && location !== null) {
      await reply.body?.cancel();
      at = new URL(location, at).href;
      continue;
    }
    if (reply.status !== 200) throw fault(at, `the server answers ${reply.status}`);
    return parse<T>(at, await text(at, reply.body ?? []));
  }
  throw fault(url, `more than ${MAX_REDIRECTS} redirects`);
}

async function text(url: string, body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_JSON_BYTES) throw fault(url, `more than ${MAX_JSON_BYTES} bytes of JSON`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}

function parse<T>(url: string, json: string): T {
  try {
    return JSON.parse(json) as T;
  } catch (cause) {
    throw fault(url, 'the answer is not JSON', cause);
  }
}

function fault(url: string, reason: string, cause?: unknown): IoError {
  return new IoError(`cannot use the package feed: ${reason}`, {
    path: url,
    hint: 'another feed, such as a mirror of nuget.org: gossamer setup cuda --feed URL of its index.json',
    cause,
  });
}
