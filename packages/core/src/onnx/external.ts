// Tensors kept in another file: where they are, and that it is a place inside the model's folder.

import { FormatError } from '../errors.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import type { TensorProto } from './gen/onnx_pb.js';

/** A file beside the model. */
export interface ExternalFile {
  /** Bytes of the whole file. */
  readonly size: number;
  /** `length` bytes from `offset`. A graph's shapes have to be readable at once, its weights may come later. */
  read(offset: number, length: number, signal?: AbortSignalLike): Uint8Array | Promise<Uint8Array>;
}

/** Opens a file by its location relative to the model's folder; called once for each location. */
export type OpenExternal = (location: string) => ExternalFile;

/** A range of an external file. */
export interface ExternalRange {
  readonly location: string;
  readonly offset: number;
  /** undefined where the file does not say. */
  readonly length: number | undefined;
}

/**
 * A location as a relative path with forward slashes that cannot leave the model's folder.
 * @throws FormatError for absolute paths, `..`, backslashes, drive letters and URLs
 */
export function checkLocation(location: string): string {
  const segments = location.split('/').filter((segment) => segment !== '.');
  const safe =
    location.length <= 4096 &&
    segments.length > 0 &&
    // Windows drops trailing dots and spaces: ".. " would be ".." there.
    segments.every((segment) => !/^[. ]*$/.test(segment)) &&
    ![...location].some((character) => character < ' ' || '\\:\u007f'.includes(character));
  if (safe) return segments.join('/');
  throw new FormatError(
    `external data at ${JSON.stringify(location.slice(0, 200))} is not below the model's folder`,
    {
      hint: 'locations are relative paths with forward slashes and without ".."',
    },
  );
}

/** What a tensor says about its place. */
export function externalRange(tensor: TensorProto): ExternalRange {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location');
  if (location === undefined) {
    throw new FormatError('an external tensor does not say its location', { path: tensor.name });
  }
  return {
    location: checkLocation(location),
    offset: integer(entries.get('offset'), tensor.name) ?? 0,
    length: integer(entries.get('length'), tensor.name),
  };
}

function integer(text: string | undefined, path: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new FormatError(`external data has the offset or length ${JSON.stringify(text.slice(0, 40))}`, {
    path,
  });
}
