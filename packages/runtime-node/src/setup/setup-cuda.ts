// Puts onnxruntime's CUDA libraries beside the binding: what the package's own install script would have fetched.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInflateRaw } from 'node:zlib';
import { IoError, RuntimeError } from '@gossamer/core';
import { type Binding, loadBinding } from '../binding.js';
import { fileSource } from '../files/file-source.js';
import { ioError } from '../files/io-error.js';
import { writeFileAtomic } from '../files/write-file-atomic.js';
import { downloadUrl, type UrlDownloadOptions } from '../hub/download-url.js';
import { contentStart, readZipDirectory, type ZipEntry } from '../sources/zip-directory.js';
import { findNugetPackage } from './nuget.js';

export interface SetupCudaOptions extends Omit<UrlDownloadOptions, 'sha256'> {
  /** The service index of a NuGet feed; the package's own by default, nuget.org. */
  readonly feed?: string;
}

export interface SetupCuda {
  readonly folder: string;
  readonly files: readonly { readonly name: string; readonly size: number; readonly written: boolean }[];
}

/** The part of onnxruntime-node's script/install-metadata.js that is read. */
interface InstallMetadata {
  readonly manifests: Readonly<Record<string, Readonly<Record<string, { package: string; path: string }>>>>;
  readonly packages: Readonly<
    Record<string, { name: string; versions: { feed: string; version: string }[] }>
  >;
  readonly feeds: Readonly<Record<string, { index: string }>>;
}

const PLATFORM = 'linux/x64';
const MANIFEST = `${PLATFORM}:cuda12`;
const MAX_LIBRARY_BYTES = 4 * 2 ** 30;
/** What we wrote, by SHA-512: nothing else is ever replaced. */
const RECORD = 'gossamer-cuda.json';

/**
 * Downloads (resumed where it was cut, through the proxies of the environment), checks size and SHA-512 as the feed
 * states them, and writes the libraries that are not there. Files that were there before and are others stay.
 *
 * @throws RuntimeError where the platform has no CUDA libraries; IoError for the network, a wrong hash, and a folder
 * that cannot be written to or holds other libraries
 */
export async function setupCuda(
  options: SetupCudaOptions = {},
  getBinding: () => Promise<Pick<Binding, 'modulePath' | 'folder'>> = loadBinding,
): Promise<SetupCuda> {
  const { feed, ...download } = options;
  const { modulePath, folder } = await getBinding();
  if (modulePath === undefined || folder === undefined)
    throw new RuntimeError('onnxruntime-node is not on disk');
  if (`${process.platform}/${process.arch}` !== PLATFORM) {
    throw new RuntimeError(
      `onnxruntime-node has CUDA for Linux x64 only, this is ${process.platform} ${process.arch}`,
    );
  }
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw ioError(error, 'write to', folder);
  });
  const metadata = installMetadata(modulePath);
  const wanted = Object.entries(metadata.manifests[MANIFEST] ?? {});
  const { name = '', versions = [] } = metadata.packages[wanted[0]?.[1].package ?? ''] ?? {};
  const [published] = versions;
  const index = feed ?? metadata.feeds[published?.feed ?? '']?.index;
  if (published === undefined || index === undefined) throw unknownMetadata();
  const found = await findNugetPackage(index, name, published.version, options.env ?? process.env);
  const { path } = await downloadUrl(found.url, download);
  await checkPackage(path, found.size, found.sha512);
  return {
    folder,
    files: await install(
      path,
      folder,
      new Map(wanted.map(([file, { path: inside }]) => [inside, basename(file)])),
    ),
  };
}

function installMetadata(modulePath: string): InstallMetadata {
  try {
    const require = createRequire(modulePath);
    return require(join(dirname(dirname(modulePath)), 'script/install-metadata.js')) as InstallMetadata;
  } catch (cause) {
    throw unknownMetadata(cause);
  }
}

function unknownMetadata(cause?: unknown): RuntimeError {
  return new RuntimeError('this version of onnxruntime-node does not say where its CUDA libraries are', {
    hint: 'let its own install script run: npm rebuild onnxruntime-node',
    cause,
  });
}

async function checkPackage(path: string, size: number, sha512: string): Promise<void> {
  const found = (await stat(path)).size;
  const hash = await sha512Of(createReadStream(path));
  if (found === size && hash === sha512) return;
  throw new IoError(
    found === size
      ? `the package has SHA-512 ${hash}, the feed says ${sha512}`
      : `the package has ${found} bytes, the feed says ${size}`,
    { path, hint: 'delete it and run setup again; a mirror may hold another file than the feed' },
  );
}

async function sha512Of(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('base64');
}

async function install(
  archive: string,
  folder: string,
  names: ReadonlyMap<string, string>,
): Promise<SetupCuda['files']> {
  await using file = await fileSource(archive);
  const entries = new Map((await readZipDirectory(file)).map((entry) => [entry.name, entry]));
  const missing = [...names.keys()].find((inside) => !entries.has(inside));
  if (missing !== undefined) throw new IoError(`the package has no ${missing}`, { path: archive });
  const record = await readRecord(folder);
  const files: { name: string; size: number; written: boolean }[] = [];
  for (const [inside, name] of names) {
    const entry = entries.get(inside) as ZipEntry;
    const target = join(folder, name);
    const content = (): AsyncGenerator<Uint8Array> => unpack(file, entry);
    const hash = await sha512Of(content());
    const there = await hashOf(target);
    if (there !== undefined && there !== hash && there !== record[name]) {
      throw new IoError(`there is another ${name} already, which setup did not write`, {
        path: target,
        hint: 'move it away and run setup again',
      });
    }
    const written = there !== hash;
    if (written) {
      await writeFileAtomic(target, content());
      record[name] = hash;
      await writeFileAtomic(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
    }
    files.push({ name, size: entry.size, written });
  }
  return files;
}

async function* unpack(
  file: Awaited<ReturnType<typeof fileSource>>,
  entry: ZipEntry,
): AsyncGenerator<Uint8Array> {
  const fault = (reason: string): IoError => new IoError(`${entry.name} ${reason}`, { path: file.name });
  if (entry.size > MAX_LIBRARY_BYTES || ![0, 8].includes(entry.method)) throw fault('cannot be unpacked');
  const start = await contentStart(file, entry);
  const raw = createReadStream(file.name as string, { start, end: start + entry.packed - 1 });
  let size = 0;
  for await (const chunk of (entry.method === 0
    ? raw
    : raw.pipe(createInflateRaw())) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > entry.size) throw fault('is larger than the directory says');
    yield chunk;
  }
  if (size !== entry.size) throw fault('is smaller than the directory says');
}

async function hashOf(path: string): Promise<string | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() ? sha512Of(createReadStream(path)) : undefined;
}

async function readRecord(folder: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}
