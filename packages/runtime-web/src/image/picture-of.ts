// Anything a page shows as a picture in memory.

import { ImageError, IoError } from '@gossamer/core';
import type { Picture } from '@gossamer/core/image';
import { type AbortSource, throwIfAborted } from '@gossamer/core/runtime';
import { kindOf } from '../kind-of.js';
import { type Drawable, pictureOf as pictureOfData, readPixels } from './read-pixels.js';
import { hasTransparency, storedColours } from './stored-colours.js';

/** What networks can look at in a browser: something drawable, a file, or an address. */
export type ImageSource = Drawable | ImageData | Blob | URL | string;

/**
 * The pixels, 8 bits a channel, not premultiplied. Colour profiles of files are ignored, as PIL ignores them, also of
 * `<img>`; colours below transparency are the file's where the browser has VideoFrame, else as a canvas rounds them.
 *
 * @throws IoError where an address does not answer; ImageError for what is no picture, is not loaded yet, is closed, or
 * comes from another origin without its permission; AbortError
 */
export async function pictureOf(
  source: ImageSource,
  options: { signal?: AbortSource } = {},
): Promise<Picture> {
  throwIfAborted(options.signal, 'reading the picture');
  checkKind(source);
  if (isAddress(source)) return decoded(await fetchedPicture(String(source), options.signal), String(source));
  if (isBlob(source)) return decoded(source);
  const kind = kindOf(source);
  if (kind === 'ImageData') return pictureOfData(source as ImageData);
  if (kind === 'HTMLImageElement') return ofElement(source as HTMLImageElement);
  return readPixels(source as Drawable);
}

/** Whether it says where a picture is. */
export const isAddress = (source: ImageSource): source is URL | string =>
  typeof source === 'string' || source instanceof URL;

/** The file at an address. @throws IoError, AbortError */
export async function fetchedPicture(url: string, signal: AbortSource | undefined): Promise<Blob> {
  const init = signal === undefined ? {} : { signal: signal as AbortSignal };
  const response = await fetch(url, init).catch((cause: unknown) => {
    throwIfAborted(signal, 'reading the picture');
    throw new IoError('the picture cannot be fetched', {
      path: url,
      hint: 'see that the server answers and allows this origin (CORS)',
      cause,
    });
  });
  if (!response.ok) throw new IoError(`the server answers ${response.status}`, { path: url });
  return response.blob();
}

/** The pixels as they are in the file, not premultiplied. @throws ImageError */
export function bitmapOf(source: Exclude<ImageSource, URL | string>, path?: string): Promise<ImageBitmap> {
  const exact = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' } as const;
  return createImageBitmap(source, exact).catch((cause: unknown) => {
    if (isBlob(source)) throw noPicture(source, path, cause);
    throw new ImageError('the picture has no pixels yet, or none that may be read', {
      hint: 'wait until it is loaded, give a canvas a size, and close bitmaps and frames after the run',
      cause,
    });
  });
}

const KINDS = [
  'Blob',
  'File',
  'ImageData',
  'ImageBitmap',
  'VideoFrame',
  'OffscreenCanvas',
  'HTMLImageElement',
  'HTMLCanvasElement',
  'HTMLVideoElement',
];

const isBlob = (source: unknown): source is Blob => /^(Blob|File)$/.test(kindOf(source));

/** Whether it is something with pixels. */
export const isImage = (source: unknown): boolean => KINDS.includes(kindOf(source));

/** @throws ImageError for what is neither an address nor something with pixels */
export function checkKind(source: unknown): void {
  const kind = kindOf(source);
  if (kind === 'String' || kind === 'URL' || isImage(source)) return;
  throw new ImageError(`the picture is given as ${kind}`, {
    hint: `pictures are an address (a string or URL), ${KINDS.join(', ')}`,
  });
}

/** Elements convert colours by the file's profile when they are drawn; bitmaps of them do not. */
async function ofElement(image: HTMLImageElement): Promise<Picture> {
  const path = image.currentSrc || image.src || undefined;
  await image.decode().catch((cause: unknown) => {
    const hint = 'see that its src is a picture this browser reads, and that its server allows this origin';
    throw new ImageError('the picture of the <img> cannot be decoded', { path, hint, cause });
  });
  // Drawings without a size of their own have no bitmap.
  const bitmap = await bitmapOf(image).catch(() => undefined);
  return bitmap === undefined ? readPixels(image) : ofBitmap(bitmap);
}

async function decoded(blob: Blob, path?: string): Promise<Picture> {
  return ofBitmap(await bitmapOf(blob, path));
}

/** The pixels of a bitmap of ours, which is closed. */
async function ofBitmap(bitmap: ImageBitmap): Promise<Picture> {
  try {
    const picture = readPixels(bitmap);
    if (!hasTransparency(picture)) return picture;
    return (await storedColours(bitmap).catch(() => undefined)) ?? picture;
  } finally {
    bitmap.close();
  }
}

const FILE_HINTS: Readonly<Record<string, string>> = {
  'image/svg+xml': 'browsers draw SVG only as elements: give an <img> with a width and a height',
  'image/heic': 'only Safari reads HEIC: convert it to JPEG',
  'text/html': 'it is a web page: see that the address is the picture itself',
};

function noPicture({ size, type }: Blob, path: string | undefined, cause: unknown): ImageError {
  const formats = 'browsers read JPEG, PNG, WebP, GIF, AVIF and BMP';
  const hint = size === 0 ? 'the file is empty' : (FILE_HINTS[type] ?? formats);
  return new ImageError(`a file of ${size} bytes (${type || 'no type'}) is no picture`, {
    path,
    hint,
    cause,
  });
}
