import { createHash } from 'node:crypto';
import { type GeneratedGoldens, generatedPicture, loadJson } from '@gossamer/goldens';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interpolation, type Picture, resize } from './index.js';

const FILTERS: Interpolation[] = ['nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'];

const side = fc.integer({ min: 1, max: 40 });
const filter = fc.constantFrom(...FILTERS);

describe('resize', () => {
  const cases = loadJson<GeneratedGoldens>('preprocess-extra.json').cases.filter((c) => c.kind === 'resize');
  it.each(cases)('equals Pillow: $width x $height x $channels to $to, $interpolation', (golden) => {
    const picture = generatedPicture(golden.width, golden.height, golden.channels, golden.seed);
    const [width, height] = golden.to;
    const { data } = resize(picture, { width, height, filter: golden.interpolation });
    expect(createHash('sha256').update(data).digest('hex')).toBe(golden.uint8_sha256);
  });

  it('keeps a picture of one colour', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        filter,
        fc.uint8Array({ minLength: 3, maxLength: 3 }),
        (w, h, width, height, f, rgb) => {
          const data = new Uint8Array(w * h * 3).map((_, i) => rgb[i % 3] as number);
          const resized = resize({ width: w, height: h, channels: 3, data }, { width, height, filter: f });
          expect(resized.data).toEqual(
            new Uint8Array(width * height * 3).map((_, i) => rgb[i % 3] as number),
          );
        },
      ),
    );
  });

  it('copies a picture whose size stays', () => {
    fc.assert(
      fc.property(side, side, filter, (width, height, f) => {
        const picture = generatedPicture(width, height, 3, 5);
        const same = resize(picture, { width, height, filter: f });
        expect(same.data).toEqual(picture.data);
        expect(same.data.buffer).not.toBe(picture.data.buffer);
      }),
    );
  });

  it('computes of a region what it computes of the whole', () => {
    const sizes = fc.tuple(side, side, side, side, filter);
    const corners = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(sizes, corners, ([w, h, width, height, f], [a, b, c, d]) => {
        const left = a % width;
        const top = b % height;
        const region = { left, top, width: 1 + (c % (width - left)), height: 1 + (d % (height - top)) };
        const picture = generatedPicture(w, h, 3, 9);
        const whole = resize(picture, { width, height, filter: f }).data;
        const part = resize(picture, { width, height, filter: f, region });
        for (let y = 0; y < region.height; y++) {
          const from = ((top + y) * width + left) * 3;
          const row = part.data.subarray(y * region.width * 3, (y + 1) * region.width * 3);
          expect(row).toEqual(whole.subarray(from, from + region.width * 3));
        }
      }),
    );
  });

  it('treats each colour alone: alpha is dropped, grey repeated, the rest does not mix', () => {
    fc.assert(
      fc.property(side, side, side, side, filter, (w, h, width, height, f) => {
        const grey = generatedPicture(w, h, 1, 3);
        const rgba: Picture = { width: w, height: h, channels: 4, data: new Uint8Array(w * h * 4) };
        for (let i = 0; i < w * h; i++) rgba.data.set([grey.data[i] as number, 0, 255, i & 255], i * 4);
        const fromGrey = resize(grey, { width, height, filter: f }).data;
        const fromRgba = resize(rgba, { width, height, filter: f }).data;
        for (let i = 0; i < width * height * 3; i += 3) {
          const value = fromGrey[i];
          expect([...fromGrey.subarray(i, i + 3)]).toEqual([value, value, value]);
          expect([...fromRgba.subarray(i, i + 3)]).toEqual([value, 0, 255]);
        }
      }),
    );
  });

  it('reads a view into a larger buffer and stays within it', () => {
    const picture = generatedPicture(7, 5, 3, 2);
    const large = new Uint8Array(7 * 5 * 3 + 20).fill(200);
    large.set(picture.data, 11);
    const view = { ...picture, data: large.subarray(11, 11 + 105) };
    const options = { width: 4, height: 9, filter: 'bicubic' } as const;
    expect(resize(view, options).data).toEqual(resize(picture, options).data);
  });

  it.each([
    ['no width', { width: 0 }],
    ['half a pixel', { height: 1.5 }],
    ['no data', { data: new Uint8Array(0) }],
    ['a byte too many', { data: new Uint8Array(13) }],
    ['two channels', { channels: 2, data: new Uint8Array(8) }],
    ['sizes beyond reason', { width: 2 ** 30, height: 2 ** 30 }],
  ])('refuses a picture with %s', (_, change) => {
    const picture = { width: 2, height: 2, channels: 3, data: new Uint8Array(12), ...change } as Picture;
    const resized = () => resize(picture, { width: 2, height: 2, filter: 'box' });
    expect(resized).toThrow(expect.objectContaining({ code: 'IMAGE' }));
  });

  it.each([
    ['a width of zero', { width: 0 }],
    ['a height that is NaN', { height: Number.NaN }],
    ['a side beyond the limit', { width: 40_000 }],
    ['an unknown filter', { filter: 'linear' }],
    ['a region outside', { region: { left: 1, top: 0, width: 2, height: 2 } }],
    ['a region off the grid', { region: { left: 0.5, top: 0, width: 1, height: 1 } }],
  ])('refuses %s', (_, change) => {
    const options = { width: 2, height: 2, filter: 'box' as Interpolation, ...change } as Parameters<
      typeof resize
    >[1];
    const resized = () => resize(generatedPicture(4, 4, 3, 1), options);
    expect(resized).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});
