import { createHash } from 'node:crypto';
import {
  type GeneratedGoldens,
  type GeneratedPreprocessCase,
  generatedPicture,
  goldenPath,
  loadJson,
  type PreprocessGoldens,
} from '@gossamer/goldens';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createPreprocessor, type Picture, type PreprocessConfig, preprocess } from './index.js';

const imagenet: PreprocessConfig = {
  inputSize: [224, 224],
  cropPct: 0.875,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

function configOf(
  golden: Omit<GeneratedPreprocessCase, 'kind'> | PreprocessGoldens['cases'][number],
): PreprocessConfig {
  return {
    inputSize: golden.input_size_hw,
    cropPct: golden.crop_pct,
    cropMode: golden.crop_mode,
    interpolation: golden.interpolation,
    mean: golden.mean,
    std: golden.std,
  };
}

function sha256(data: Uint8Array | Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}

async function decode(name: string): Promise<Picture> {
  const file = sharp(goldenPath(`pictures/${name}`), { ignoreIcc: true });
  const { data, info } = await file.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

describe('photographs as timm prepares them', () => {
  it.each(loadJson<PreprocessGoldens>('preprocess.json').cases)(
    '$picture to $input_size_hw, $crop_mode, $interpolation, $crop_pct',
    async (golden) => {
      const picture = await decode(golden.picture);
      const preprocessor = createPreprocessor(configOf(golden));
      const seen = preprocessor.picture(picture);
      for (const [y, x, ...rgb] of golden.uint8_samples) {
        expect([...seen.data.subarray((y * seen.width + x) * 3).slice(0, 3)]).toEqual(rgb);
      }
      expect(sha256(seen.data)).toBe(golden.uint8_sha256);
      const tensor = preprocessor.tensor(picture);
      expect([...tensor.subarray(0, 8)]).toEqual(golden.tensor_first8);
      const mean = tensor.reduce((sum, value) => sum + value, 0) / tensor.length;
      expect(mean).toBeCloseTo(golden.tensor_mean, 6);
      const deviation = tensor.reduce((sum, value) => sum + (value - mean) ** 2, 0) / tensor.length;
      expect(Math.sqrt(deviation)).toBeCloseTo(golden.tensor_std, 6);
    },
  );
});

describe('generated pictures as timm prepares them, in every bit', () => {
  const cases = loadJson<GeneratedGoldens>('preprocess-extra.json').cases.filter(
    (c) => c.kind === 'preprocess',
  );
  it.each(cases)(
    '$width x $height x $channels to $input_size_hw, $crop_mode, $interpolation, $crop_pct',
    (golden) => {
      const picture = generatedPicture(golden.width, golden.height, golden.channels, golden.seed);
      const preprocessor = createPreprocessor(configOf(golden));
      expect(sha256(preprocessor.picture(picture).data)).toBe(golden.uint8_sha256);
      expect(sha256(preprocessor.tensor(picture))).toBe(golden.tensor_sha256);
    },
  );
});

describe('preprocess', () => {
  it('gives the same tensor whatever came before, also beyond the sizes it remembers', () => {
    const prepare = preprocess({ ...imagenet, inputSize: [32, 32], cropMode: 'border' });
    const pictures = Array.from({ length: 40 }, (_, i) => generatedPicture(20 + i, 60 - i, 3, i));
    const first = pictures.map((picture) => sha256(prepare(picture)));
    const again = pictures.map((picture) => sha256(prepare(picture)));
    expect(again).toEqual(first);
    expect(new Set(first).size).toBe(pictures.length);
  });

  it('writes into a buffer at an offset, and nothing beside it', () => {
    const prepare = preprocess({ ...imagenet, inputSize: [8, 8] });
    const picture = generatedPicture(30, 20, 3, 1);
    const into = new Float32Array(3 * 64 + 20).fill(7);
    expect(prepare(picture, { into, offset: 10 })).toBe(into);
    expect(into.subarray(10, 10 + 3 * 64)).toEqual(prepare(picture));
    expect([...into.subarray(0, 10), ...into.subarray(10 + 3 * 64)]).toEqual(new Array(20).fill(7));
  });

  it('clears a reused buffer where a small picture is padded', () => {
    const prepare = preprocess({ ...imagenet, inputSize: [8, 8], cropPct: 2, cropMode: 'squash' });
    const picture = generatedPicture(30, 20, 3, 1);
    expect(prepare(picture, { into: new Float32Array(192).fill(7) })).toEqual(prepare(picture));
  });

  it('lays the pictures of a batch one behind the other', () => {
    const preprocessor = createPreprocessor({ ...imagenet, inputSize: [8, 8] });
    const pictures = [generatedPicture(30, 20, 3, 1), generatedPicture(9, 40, 4, 2)];
    const batch = preprocessor.batch(pictures);
    expect(batch).toHaveLength(2 * 192);
    expect(batch.subarray(192)).toEqual(preprocessor.tensor(pictures[1] as Picture));
    expect(preprocessor.batch(pictures, { into: batch })).toBe(batch);
  });

  it('takes the clamped bytes of ImageData', () => {
    const picture: Picture = generatedPicture(30, 20, 4, 1);
    const clamped: Picture = { ...picture, data: new Uint8ClampedArray(picture.data) };
    for (const interpolation of ['bicubic', 'opencv-bilinear'] as const) {
      const prepare = preprocess({ ...imagenet, inputSize: [8, 8], interpolation });
      expect(prepare(clamped)).toEqual(prepare(picture));
    }
  });

  it('feeds networks that want BGR from 0 to 255', () => {
    const raw = { ...imagenet, mean: [0, 0, 0], std: [1, 1, 1], range: 255, channelOrder: 'bgr' } as const;
    const preprocessor = createPreprocessor({ ...raw, inputSize: [8, 8] });
    const picture = generatedPicture(30, 20, 3, 1);
    const seen = preprocessor.picture(picture).data;
    const expected = [2, 1, 0].flatMap((colour) => [...seen].filter((_, i) => i % 3 === colour));
    expect([...preprocessor.tensor(picture)]).toEqual(expected);
  });

  it('pads with the mean colour whatever the order and range', () => {
    const border = { ...imagenet, inputSize: [8, 8], cropPct: 1, cropMode: 'border' } as const;
    const picture = generatedPicture(40, 10, 3, 1);
    const rgb = createPreprocessor(border).picture(picture).data;
    const bgr = { ...border, channelOrder: 'bgr', range: 255, mean: [103.53, 116.28, 123.675] } as const;
    expect(createPreprocessor(bgr).picture(picture).data).toEqual(rgb);
    expect([...rgb.subarray(0, 3)]).toEqual([124, 116, 104]);
  });

  it.each<[string, Partial<Record<keyof PreprocessConfig, unknown>>]>([
    ['inputSize', { inputSize: [224] }],
    ['inputSize', { inputSize: [224, 0] }],
    ['inputSize', { inputSize: [224, 1e9] }],
    ['inputSize', { inputSize: 224 }],
    ['cropPct', { cropPct: 0 }],
    ['cropPct', { cropPct: Number.NaN }],
    ['cropPct', { cropPct: 300 }],
    ['cropPct', { cropPct: 87.5 }],
    ['cropPct', { cropPct: 1e-9 }],
    ['cropMode', { cropMode: 'centre' }],
    ['interpolation', { interpolation: 'bicubik' }],
    ['mean', { mean: [0.5] }],
    ['std', { std: [1, 0, 1] }],
    ['std', { std: [1, Number.NaN, 1] }],
    ['channelOrder', { channelOrder: 'brg' }],
    ['range', { range: 2 }],
  ])('refuses a bad %s: %j', (path, change) => {
    const config = { ...imagenet, ...change } as PreprocessConfig;
    expect(() => preprocess(config)).toThrow(expect.objectContaining({ code: 'OPTION', path }));
  });

  it.each([undefined, null, 'bicubic'])('refuses %s instead of a config', (config) => {
    expect(() => preprocess(config as never)).toThrow(`the pictures' preparation is ${config}`);
  });

  it.each([
    ['border', 100, { width: 9, height: 0 }],
    ['center', 3_000_000, { width: 27_000_000, height: 9 }],
  ] as const)(
    'refuses a picture whose sides differ too much: %s, %i pixels by one',
    (cropMode, width, scaled) => {
      const prepare = preprocess({ ...imagenet, inputSize: [8, 8], cropMode });
      const picture: Picture = { width, height: 1, channels: 1, data: new Uint8Array(width) };
      const details = expect.objectContaining({ scaled });
      expect(() => prepare(picture)).toThrow(expect.objectContaining({ code: 'IMAGE', details }));
    },
  );

  it('refuses a buffer that is too short', () => {
    const prepare = preprocess({ ...imagenet, inputSize: [8, 8] });
    const picture = generatedPicture(9, 9, 3, 1);
    for (const target of [{ into: new Float32Array(191) }, { offset: 1 }, { offset: -1 }, { offset: 0.5 }]) {
      expect(() => prepare(picture, target)).toThrow(
        expect.objectContaining({ code: 'OPTION', path: 'into' }),
      );
    }
  });
});
