import { OptionError } from '@gossamer/core';
import { describe, expect, it } from 'vitest';
import { mobilenetv3_large_075, mobilenetv3_large_100 } from '../mobilenetv3/index.js';
import { findCheckpoint } from './find-checkpoint.js';

describe('findCheckpoint', () => {
  it('gives the default one, or the one of a tag', () => {
    expect(findCheckpoint(mobilenetv3_large_100).hub).toBe('timm/mobilenetv3_large_100.ra_in1k');
    expect(findCheckpoint(mobilenetv3_large_100, 'miil_in21k')).toMatchObject({ numClasses: 11221 });
    expect(findCheckpoint(mobilenetv3_large_100, 'tv2_in1k')).toMatchObject({
      url: 'https://download.pytorch.org/models/mobilenet_v3_large-5c1a4163.pth',
      sha256: '5c1a4163',
      options: { bnEps: 1e-3 },
      preprocess: { cropPct: 224 / 232, interpolation: 'bilinear' },
    });
  });

  it('names the nearest tags, and says where there is none', () => {
    expect(() => findCheckpoint(mobilenetv3_large_100, 'ra_in2k')).toThrow(OptionError);
    expect(() => findCheckpoint(mobilenetv3_large_100, 'ra_in2k')).toThrow(/did you mean ra_in1k/);
    expect(() => findCheckpoint(mobilenetv3_large_100, 'x')).toThrow(/there is ra_in1k, ra4_e3600_r224_in1k/);
    expect(() => findCheckpoint(mobilenetv3_large_075)).toThrow(/nobody has published/);
  });
});
