// Whatever holds pictures, as a stream of them.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type AbortSource, throwIfAborted } from '@gossamer/core/runtime';
import { ioError } from '../files/io-error.js';
import { fetchBytes, isUrl } from './fetch-bytes.js';
import { fetchStream } from './fetch-stream.js';
import { globbed, isGlob, picturesBelow } from './folders.js';
import type { PictureItem } from './picture-item.js';
import { streamedPictures } from './streamed-pictures.js';
import { tarPictures } from './tar-pictures.js';
import { unpacked } from './unpacked.js';
import { zipPictures } from './zip-pictures.js';

/**
 * A path of a picture, folder, glob (`*`, `?`, `**`), `.tar`, `.tar.gz`, `.tgz` or `.zip`; an http(s) URL of a
 * picture or a tar archive; `-` for a picture or a tar archive on standard input, plain or gzipped; the bytes of a picture;
 * or an item of one's own.
 */
export type PictureSource = string | Uint8Array | PictureItem;

export type PictureSources = PictureSource | Iterable<PictureSource> | AsyncIterable<PictureSource>;

export interface PictureSourcesOptions {
  readonly signal?: AbortSource | undefined;
  /** Pictures that need not be read again: their names are left out. */
  skip?(name: string): boolean;
}

/**
 * The pictures in order: folders sorted by name, archives as they are. Files that are not there stay in the stream,
 * reading them says why.
 * @throws FormatError for damaged archives, IoError for folders that cannot be read; AbortError
 */
export async function* pictureSources(
  sources: PictureSources,
  { signal, skip = () => false }: PictureSourcesOptions = {},
): AsyncGenerator<PictureItem> {
  let count = 0;
  for await (const source of several(sources)) {
    for await (const item of itemsOf(source, count++, signal)) {
      throwIfAborted(signal, 'the pictures');
      if (!skip(item.name)) yield item;
    }
  }
}

function several(sources: PictureSources): Iterable<PictureSource> | AsyncIterable<PictureSource> {
  const single = typeof sources === 'string' || sources instanceof Uint8Array || 'read' in sources;
  return single ? [sources as PictureSource] : (sources as Iterable<PictureSource>);
}

async function* itemsOf(
  source: PictureSource,
  index: number,
  signal: AbortSource | undefined,
): AsyncGenerator<PictureItem> {
  if (typeof source !== 'string') {
    yield source instanceof Uint8Array ? { name: `#${index}`, read: async () => source } : source;
  } else if (source === '-') {
    const stdin = unpacked(process.stdin as AsyncIterable<Uint8Array>, 'stdin');
    yield* streamedPictures(stdin, 'stdin', signal);
  } else if (isUrl(source) && isTar(new URL(source).pathname)) {
    yield* tarPictures(unpacked(fetchStream(source, { signal }), source), source, signal);
  } else if (isUrl(source)) {
    yield { name: source, read: (stop) => fetchBytes(source, { signal: stop }) };
  } else yield* pathItems(source, signal);
}

async function* pathItems(path: string, signal: AbortSource | undefined): AsyncGenerator<PictureItem> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory()) yield* files(await picturesBelow(path));
  else if (info === undefined && isGlob(path)) yield* files(await globbed(path));
  else if (info?.isFile() && isTar(path)) yield* tarFile(path, signal);
  else if (info?.isFile() && extname(path).toLowerCase() === '.zip') yield* zipPictures(path);
  else yield* files([path]);
}

function* files(paths: readonly string[]): Generator<PictureItem> {
  for (const path of paths) yield { name: path, read: async () => path };
}

const isTar = (path: string): boolean => /\.(tar|tgz|tar\.gz)$/i.test(path);

async function* tarFile(path: string, signal: AbortSource | undefined): AsyncGenerator<PictureItem> {
  const file = createReadStream(path, { highWaterMark: 2 ** 18 });
  try {
    yield* tarPictures(unpacked(file, path), path, signal);
  } catch (error) {
    throw ioError(error, 'read', path);
  } finally {
    file.destroy();
  }
}
