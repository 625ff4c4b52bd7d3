// The plan as its consumers compute it, a pixel at a time, against the preprocessor itself.
import { describe, expect, it } from 'vitest';
import { createPreprocessor, type PreprocessConfig, preprocessPlan } from './index.js';
import type { Taps } from './taps.js';

const CONFIG: PreprocessConfig = {
  inputSize: [24, 20],
  cropPct: 0.9,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

const pixels = (width: number, height: number): Uint8Array =>
  Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 2654435761) >>> 24);

const byte = (sum: number): number => {
  const value = sum >>> 22;
  return value < 256 ? value : value < 512 ? 255 : 0;
};

const along = (
  { starts, counts, weights, stride }: Taps,
  i: number,
  sample: (at: number) => number,
): number => {
  let sum = 1 << 21;
  for (let t = 0; t < (counts[i] as number); t++) {
    sum = (sum + Math.imul(sample((starts[i] as number) + t), weights[i * stride + t] as number)) | 0;
  }
  return byte(sum);
};

function computed(config: PreprocessConfig, width: number, height: number, data: Uint8Array): Float32Array {
  const plan = preprocessPlan(config, { width, height });
  if (plan === undefined) throw new Error('no plan');
  const { region, x, y, from, colours } = plan;
  const [rows, columns] = config.inputSize;
  const out = new Float32Array(3 * rows * columns);
  for (const [colour, { table, fill, channel }] of colours.entries()) {
    const plane = out.subarray(channel * rows * columns, (channel + 1) * rows * columns).fill(fill);
    for (let row = 0; row < region.height; row++) {
      for (let column = 0; column < region.width; column++) {
        const value = along(y, row, (source) =>
          along(x, column, (at) => data[((source + from) * width + at) * 4 + colour] as number),
        );
        plane[(region.top + row) * columns + region.left + column] = table[value] as number;
      }
    }
  }
  return out;
}

describe('preprocessPlan', () => {
  it.each<[string, Partial<PreprocessConfig>, number, number]>([
    ['shrinks', {}, 61, 45],
    ['enlarges', { interpolation: 'lanczos' }, 9, 11],
    ['squashes', { cropMode: 'squash', interpolation: 'bilinear' }, 33, 70],
    ['pads', { cropMode: 'border', channelOrder: 'bgr' }, 80, 20],
    ['keeps raw bytes, nearest', { range: 255, interpolation: 'nearest', inputSize: [16, 16] }, 40, 30],
  ])('%s as the preprocessor does, to the bit', (_, changes, width, height) => {
    const config = { ...CONFIG, ...changes };
    const data = pixels(width, height);
    const wanted = createPreprocessor(config).tensor({ width, height, channels: 4, data });
    expect(computed(config, width, height, data)).toEqual(wanted);
  });

  it('has none for what is computed otherwise', () => {
    expect(preprocessPlan({ ...CONFIG, interpolation: 'opencv-bilinear' }, { width: 9, height: 9 })).toBe(
      undefined,
    );
    expect(preprocessPlan({ ...CONFIG, cropMode: 'squash' }, { width: 2, height: 900 })).toBe(undefined);
    expect(() => preprocessPlan({ ...CONFIG, cropPct: 0 }, { width: 9, height: 9 })).toThrow('cropPct');
  });
});
