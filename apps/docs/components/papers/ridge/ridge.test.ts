// What the figure shows is what docs/claims.md says of it.

import { ridgeSweep } from '@gossamer/core/analysis';
import { beforeAll, describe, expect, it } from 'vitest';
import { RIDGE_MODELS, sweepModel } from './ridge-models.js';

describe('the front of networks at ridge points', () => {
  let fronts: readonly (readonly string[])[];
  beforeAll(async () => {
    const models = await Promise.all(RIDGE_MODELS.map(sweepModel));
    fronts = ridgeSweep(models, [0, 50, 100, 250, 500]).map(({ front }) => front);
  });

  it('at 0 it is made of MACs: small MobileNetV4s are not on it', () => {
    expect(fronts[0]).toEqual(
      expect.arrayContaining(['ghostnet_100', 'mobilenetv3_large_100', 'mobilenetv4_hybrid_medium']),
    );
    expect(fronts[0]).not.toContain('mobilenetv4_conv_small');
  });

  it('from 50 to 500 MobileNetV4 is on it, GhostNet and MobileNetV2 are not', () => {
    const v4 = [
      'mobilenetv4_conv_small',
      'mobilenetv4_conv_medium',
      'mobilenetv4_hybrid_medium',
      'mobilenetv4_conv_large',
    ];
    for (const front of fronts.slice(1)) {
      expect(front).toEqual(expect.arrayContaining(v4));
      expect(front.filter((name) => /ghostnet|mobilenetv2/.test(name))).toEqual([]);
    }
  });
});
