import { describe, expect, it } from 'vitest';
import { type CropRule, cropOf, roundHalfEven } from './crop.js';

const rule: CropRule = {
  inputSize: [224, 224],
  cropPct: 0.875,
  cropMode: 'center',
  interpolation: 'bicubic',
};

describe('cropOf', () => {
  it('cuts the longer side as torchvision, rounds it as scripts on OpenCV', () => {
    const source = { width: 451, height: 300 };
    expect(cropOf(rule, source)).toEqual({
      scaled: { width: 384, height: 256 },
      left: 80,
      top: 16,
      interpolation: 'bicubic',
    });
    // int(256 / 300 * 451 + 0.5), from the training script of the authors of ShuffleNet V1
    const opencv = cropOf({ ...rule, interpolation: 'opencv-bilinear' }, source);
    expect(opencv).toMatchObject({ scaled: { width: 385, height: 256 }, left: 80 });
  });

  it('falls back to bilinear where timm does: centre crops that are not square', () => {
    const wide = { ...rule, inputSize: [128, 256] } as const;
    const source = { width: 640, height: 480 };
    expect(cropOf(wide, source).interpolation).toBe('bilinear');
    expect(cropOf({ ...wide, cropMode: 'squash' }, source).interpolation).toBe('bicubic');
    expect(cropOf({ ...wide, interpolation: 'opencv-bilinear' }, source).interpolation).toBe(
      'opencv-bilinear',
    );
  });

  it('begins before the picture where that is smaller than the input', () => {
    const small = cropOf({ ...rule, cropMode: 'squash', cropPct: 1.5 }, { width: 10, height: 20 });
    expect(small).toMatchObject({ scaled: { width: 149, height: 149 }, left: -37, top: -37 });
  });

  it('rounds halves to even', () => {
    expect([0.5, 1.5, 2.5, 2.4, 2.6, 3].map(roundHalfEven)).toEqual([0, 2, 2, 2, 3, 3]);
  });
});
