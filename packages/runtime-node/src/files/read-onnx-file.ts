// Reads an ONNX file from disk, with the files its tensors may be in.

import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { FormatError, GossamerError, IoError, type Model } from '@gossamer/core';
import { decodeOnnx, type ExternalFile } from '@gossamer/core/onnx';
import { fileSize, ioError } from './io-error.js';

/**
 * The graph and weights of an ONNX file. External data is read when its weight is. It has to lie in the model's
 * folder also once links are followed; where the model itself is a link, its target's folder counts too, for
 * download caches link both.
 *
 * @throws IoError where a file cannot be read
 * @throws FormatError, UnsupportedOpError as `decodeOnnx` does
 */
export async function readOnnxFile(path: string): Promise<Model> {
  await fileSize(path);
  try {
    const bytes = await readFile(path);
    const folders = [realpathSync(dirname(path)), dirname(realpathSync(path))];
    return decodeOnnx(bytes, {
      external: (location) => externalFile(join(dirname(path), location), location, folders),
    });
  } catch (error) {
    throw located(error, path);
  }
}

/** Opened for each read: a model may have many of them, and lives as long as its weights. */
function externalFile(path: string, location: string, folders: readonly string[]): ExternalFile {
  const target = confined(path, location, folders);
  return {
    size: statSync(target).size,
    read(offset, length) {
      try {
        return withFile(target, (file) => readAt(file, offset, length));
      } catch (error) {
        throw located(error, target);
      }
    },
  };
}

function confined(path: string, location: string, folders: readonly string[]): string {
  const target = realPath(path);
  if (!statSync(target).isFile()) throw new IoError(`cannot read ${path}: it is not a file`, { path });
  if (folders.some((folder) => target.startsWith(folder.endsWith(sep) ? folder : folder + sep)))
    return target;
  throw new FormatError(`external data at "${location}" links out of the model's folder`, {
    hint: 'put the file itself beside the model',
  });
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw ioError(error, 'read the external data', path);
  }
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** Fewer bytes where the file ends early; the decoder counts them. */
function readAt(file: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

function located(error: unknown, path: string): Error {
  return error instanceof GossamerError ? error.locate({ within: path }) : ioError(error, 'read', path);
}
