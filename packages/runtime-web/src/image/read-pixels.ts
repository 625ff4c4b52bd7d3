// The pixels of something drawable, by way of a canvas.

import { ImageError } from '@gossamer/core';
import type { Picture } from '@gossamer/core/image';

/** What a canvas can draw. */
export type Drawable =
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | HTMLVideoElement
  | OffscreenCanvas
  | VideoFrame;

/** Beyond some side or area a canvas stays empty without an error, so larger pictures are drawn in tiles of this side. */
const TILE = 4096;

/** 1 GB in four bytes each. */
const MOST_PIXELS = 2 ** 28;

/** @throws ImageError where there are no pixels, too many, or none that may be read */
export function readPixels(source: Drawable): Picture {
  const { width, height } = sizeOf(source);
  if (width === 0 || height === 0) throw noPixels(source);
  if (width * height > MOST_PIXELS) {
    throw new ImageError(`the picture has ${width} x ${height} pixels, the most is ${MOST_PIXELS}`, {
      hint: 'make it smaller: createImageBitmap(file, { resizeWidth: 4096 })',
    });
  }
  const context = contextOf(Math.min(width, TILE), Math.min(height, TILE));
  if (width <= TILE && height <= TILE) return pictureOf(tileOf(context, source, [0, 0, width, height]));
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += TILE) {
    for (let x = 0; x < width; x += TILE) {
      const tile = tileOf(context, source, [x, y, Math.min(TILE, width - x), Math.min(TILE, height - y)]);
      for (let row = 0; row < tile.height; row++) {
        const line = tile.data.subarray(row * tile.width * 4, (row + 1) * tile.width * 4);
        data.set(line, ((y + row) * width + x) * 4);
      }
    }
  }
  return { width, height, channels: 4, data };
}

/** The bytes of ImageData, shared with it. @throws ImageError for what was given away, or has other than bytes */
export function pictureOf({ width, height, data }: ImageData): Picture {
  if (data.length !== width * height * 4 || data.BYTES_PER_ELEMENT !== 1) {
    throw new ImageError(`the ImageData of ${width} x ${height} has ${data.byteLength} bytes`, {
      hint: 'expected four bytes a pixel, not given to another thread: no float16, no transferred buffer',
    });
  }
  return { width, height, channels: 4, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context !== null) return context;
  throw new ImageError('the browser gives no 2d canvas', { hint: 'close other canvases' });
}

function tileOf(
  context: OffscreenCanvasRenderingContext2D,
  source: Drawable,
  [x, y, width, height]: readonly [x: number, y: number, width: number, height: number],
): ImageData {
  context.clearRect(0, 0, width, height);
  try {
    context.drawImage(source, -x, -y);
  } catch (cause) {
    throw new ImageError('the browser cannot draw the picture', { cause });
  }
  try {
    return context.getImageData(0, 0, width, height);
  } catch (cause) {
    throw new ImageError('the pixels of a picture from another origin cannot be read', {
      hint: 'serve it with CORS headers and set crossOrigin="anonymous"',
      cause,
    });
  }
}

function noPixels(source: Drawable): ImageError {
  if ('close' in source) {
    return new ImageError('the picture is closed, or was given to another thread', {
      hint: 'close an ImageBitmap or VideoFrame after the run, and make one for each thread',
    });
  }
  return new ImageError('the picture has no pixels yet', {
    hint: 'wait for loadeddata of a video, and give a canvas a size',
  });
}

function sizeOf(source: Drawable): { width: number; height: number } {
  if ('videoWidth' in source) return { width: source.videoWidth, height: source.videoHeight };
  if ('naturalWidth' in source) return { width: source.naturalWidth, height: source.naturalHeight };
  if ('displayWidth' in source) return { width: source.displayWidth, height: source.displayHeight };
  return source;
}
