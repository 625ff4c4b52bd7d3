// Anything a page shows as a picture in memory.

import { ImageError, IoError } from '@gossamer/core';
import type { Picture } from '@gossamer/core/image';
import { type AbortSource, throwIfAborted } from '@gossamer/core/runtime';

/** What networks can look at in a browser: something drawable, a file, or an address. */
export type ImageSource =
  | ImageData
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | HTMLVideoElement
  | OffscreenCanvas
  | VideoFrame
  | Blob
  | URL
  | string;

type Drawable = Exclude<ImageSource, ImageData | Blob | URL | string>;

/**
 * The pixels, 8 bits a channel, not premultiplied. Colour profiles of files are ignored, as PIL ignores them.
 *
 * @throws IoError where an address does not answer; ImageError for what is no picture, is not loaded yet, or comes
 * from another origin without its permission; AbortError
 */
export async function pictureOf(
  source: ImageSource,
  options: { signal?: AbortSource } = {},
): Promise<Picture> {
  throwIfAborted(options.signal, 'reading the picture');
  if (typeof source === 'string' || source instanceof URL) {
    return pictureOf(await fetchedPicture(String(source), options.signal));
  }
  if (source instanceof Blob) return decoded(source);
  if (source instanceof ImageData) return fromImageData(source);
  if (typeof HTMLImageElement !== 'undefined' && source instanceof HTMLImageElement) {
    await source.decode().catch((cause: unknown) => {
      throw new ImageError(`the picture ${source.currentSrc || source.src} cannot be decoded`, { cause });
    });
  }
  return drawn(source);
}

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
export function bitmapOf(source: Exclude<ImageSource, URL | string>): Promise<ImageBitmap> {
  const exact = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' } as const;
  return createImageBitmap(source, exact).catch((cause: unknown) => {
    if (!(source instanceof Blob)) {
      throw new ImageError('the picture has no pixels yet, or none that may be read', {
        hint: 'wait until it is loaded, and give a canvas a size',
        cause,
      });
    }
    throw new ImageError(`a file of ${source.size} bytes (${source.type || 'no type'}) is no picture`, {
      hint: 'browsers read JPEG, PNG, WebP, GIF, AVIF and BMP',
      cause,
    });
  });
}

async function decoded(blob: Blob): Promise<Picture> {
  const bitmap = await bitmapOf(blob);
  try {
    return drawn(bitmap);
  } finally {
    bitmap.close();
  }
}

function drawn(source: Drawable): Picture {
  const { width, height } = sizeOf(source);
  if (width === 0 || height === 0) {
    throw new ImageError('the picture has no pixels yet', {
      hint: 'wait for loadeddata of a video, and give a canvas a size',
    });
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null)
    throw new ImageError('the browser gives no 2d canvas', { hint: 'close other canvases' });
  context.drawImage(source, 0, 0);
  try {
    return fromImageData(context.getImageData(0, 0, width, height));
  } catch (cause) {
    throw new ImageError('the pixels of a picture from another origin cannot be read', {
      hint: 'serve it with CORS headers and set crossOrigin="anonymous"',
      cause,
    });
  }
}

function fromImageData({ width, height, data }: ImageData): Picture {
  return { width, height, channels: 4, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

function sizeOf(source: Drawable): { width: number; height: number } {
  if ('videoWidth' in source) return { width: source.videoWidth, height: source.videoHeight };
  if ('naturalWidth' in source) return { width: source.naturalWidth, height: source.naturalHeight };
  if ('displayWidth' in source) return { width: source.displayWidth, height: source.displayHeight };
  return source;
}
