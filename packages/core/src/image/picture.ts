// A picture in memory: 8-bit samples, row by row, channels interleaved.

import { ImageError } from '../errors.js';

/** Samples in order [height, width, channels]: grey, RGB or RGBA, 0..255, alpha not premultiplied. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  /** Exactly `width * height * channels` bytes; `ImageData` has them clamped. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** What comes out of resizing. */
export interface RgbPicture extends Picture {
  readonly channels: 3;
  readonly data: Uint8Array;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of whole pixels. */
export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

/** @throws ImageError unless the sizes are positive integers and the data has exactly their length. */
export function checkPicture(picture: Picture): void {
  const { width, height, channels, data } = picture;
  if (!isSize(width) || !isSize(height)) {
    throw new ImageError(`a picture of ${width} x ${height} pixels`, {
      hint: 'width and height must be positive integers',
      details: { width, height },
    });
  }
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new ImageError(`a picture with ${String(channels)} channels`, {
      hint: 'give grey (1), RGB (3) or RGBA (4) pixels',
      details: { channels },
    });
  }
  const expected = width * height * channels;
  if (data.length !== expected) {
    throw new ImageError(
      `a picture of ${width} x ${height} pixels and ${channels} channels has ${expected} bytes, found ${data.length}`,
      {
        hint: 'one byte a sample, rows following each other without padding',
        details: { expected, found: data.length },
      },
    );
  }
}

/** A whole number of pixels, at least one. */
export function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Grey pixels repeated into red, green and blue of `rgb`. */
export function greyToRgb(grey: Picture['data'], rgb: Uint8Array): void {
  for (let i = 0, o = 0; i < grey.length; i++) {
    const sample = grey[i] as number;
    rgb[o++] = sample;
    rgb[o++] = sample;
    rgb[o++] = sample;
  }
}

/** Where green and blue lie behind red: a grey pixel is all three. */
export function rgbLayout(channels: Picture['channels']): { green: number; blue: number } {
  return channels === 1 ? { green: 0, blue: 0 } : { green: 1, blue: 2 };
}
