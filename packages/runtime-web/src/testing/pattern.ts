// A small opaque picture that both the page and the test can make.

import { imagenetPreprocess, type PreprocessConfig } from '@gossamer/core/image';

export const PATTERN = { width: 53, height: 41 } as const;

/** RGBA, every channel another ramp. */
export function patternPixels(): Uint8Array<ArrayBuffer> {
  const { width, height } = PATTERN;
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const x = i % width;
    const y = (i - x) / width;
    pixels.set([(x * 37 + y * 3) & 255, (x * 5 + y * 29) & 255, (x * y) & 255, 255], i * 4);
  }
  return pixels;
}

export const CONFIG: PreprocessConfig = { ...imagenetPreprocess, inputSize: [32, 32] };
