// The text of the preparation against core's, which is held against timm and Pillow: every byte the same.
import { createPreprocessor, imagenetPreprocess, type PreprocessConfig } from '@gossamer/core/image';
import { describe, expect, it } from 'vitest';
import { preprocessSource } from './preprocess-source.js';

type Prepare = (picture: { width: number; height: number; data: Uint8Array }) => Float32Array;

/** The module of one configuration. */
async function prepareOf(config: PreprocessConfig): Promise<Prepare> {
  const url = `data:text/javascript,${encodeURIComponent(preprocessSource(config))}`;
  return ((await import(/* @vite-ignore */ url)) as { fromImageData: Prepare }).fromImageData;
}

/** Colours that change fast and slowly, to both ends of the range. */
function pixels(width: number, height: number, channels: number): Uint8Array {
  return Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [x, y, c] = [Math.floor(i / channels) % width, Math.floor(i / channels / width), i % channels];
    return Math.min(Math.max(128 + 170 * Math.sin(x / (2 + c)) * Math.cos(y / (5 - c)), 0), 255);
  });
}

/** What a function gives, nothing where it throws. */
function attempt(prepare: () => Float32Array): Float32Array {
  try {
    return prepare();
  } catch {
    return new Float32Array(0);
  }
}

const SIZES = [
  [97, 61],
  [31, 64],
  [300, 20],
  [48, 48],
  [2, 401],
] as const;

const BASE: PreprocessConfig = { ...imagenetPreprocess, inputSize: [40, 40] };

const FILTERS = ['box', 'bilinear', 'hamming', 'bicubic', 'lanczos', 'nearest', 'opencv-bilinear'] as const;
const CASES: readonly Partial<PreprocessConfig>[] = [
  ...FILTERS.map((interpolation) => ({ interpolation })),
  { inputSize: [32, 48] },
  { cropPct: 1 },
  { cropPct: 2 },
  { cropMode: 'squash', interpolation: 'lanczos' },
  { cropMode: 'border', inputSize: [33, 40] },
  { channelOrder: 'bgr', range: 255, mean: [104, 117, 123], std: [1, 1, 1] },
  { cropMode: 'border', range: 255, mean: [104, 117, 123], std: [1, 2, 57] },
];

describe('fromImageData', () => {
  it.each(CASES)('prepares pictures as core does: %j', async (changes) => {
    const config = { ...BASE, ...changes };
    const prepare = await prepareOf(config);
    const preprocessor = createPreprocessor(config);
    for (const [width, height] of SIZES) {
      for (const channels of [3, 4] as const) {
        const data = pixels(width, height, channels);
        const picture = { width, height, channels, data };
        const expected = attempt(() => preprocessor.tensor(picture));
        const found = attempt(() => prepare(picture));
        const wrong = found.findIndex((value, i) => value !== expected[i]);
        expect(wrong, `${width} x ${height}, ${channels} channels`).toBe(-1);
        expect(found.length).toBe(expected.length);
      }
    }
  });

  it('refuses what is no picture', async () => {
    const prepare = await prepareOf(BASE);
    expect(() => prepare({ width: 2, height: 2, data: new Uint8Array(7) })).toThrow('RGBA or RGB');
    expect(() => prepare({ width: 1e6, height: 1, data: pixels(1e6, 1, 3) })).toThrow('differ too much');
  });
});
