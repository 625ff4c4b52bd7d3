import { describe, expect, it } from 'vitest';
import { timmConfig } from './timm-config.js';

/** As timm's push_to_hf_hub writes it. */
const saved = {
  architecture: 'mobilenetv3_large_100',
  num_classes: 2,
  num_features: 1280,
  label_names: ['cat', 'dog'],
  pretrained_cfg: {
    tag: 'ft',
    custom_load: false,
    input_size: [3, 256, 192],
    fixed_input_size: false,
    interpolation: 'bilinear',
    crop_pct: 0.95,
    crop_mode: 'squash',
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    num_classes: 1000,
    pool_size: [7, 7],
    first_conv: 'conv_stem',
    classifier: 'classifier',
  },
};

const withConfig = (changes: object) =>
  timmConfig(JSON.stringify({ ...saved, pretrained_cfg: { ...saved.pretrained_cfg, ...changes } }));

describe('timmConfig', () => {
  it('gives classes, labels and the preparation of pictures', () => {
    expect(timmConfig(JSON.stringify(saved))).toEqual({
      architecture: 'mobilenetv3_large_100',
      numClasses: 2,
      labels: ['cat', 'dog'],
      preprocess: {
        inputSize: [256, 192],
        cropPct: 0.95,
        cropMode: 'squash',
        interpolation: 'bilinear',
        mean: [0.5, 0.5, 0.5],
        std: [0.5, 0.5, 0.5],
      },
    });
    expect(withConfig({ crop_mode: undefined })?.preprocess.cropMode).toBe('center');
    expect(timmConfig(JSON.stringify({ ...saved, label_names: ['cat'] }))).not.toHaveProperty('labels');
  });

  it.each([
    ['', '[]', 'null', '{}', '{"architectures": ["ResNetForImageClassification"]}', '{"pretrained_cfg": 3}'],
  ])('says nothing of other files', (...texts) => {
    for (const text of texts) expect(timmConfig(text), text).toBeUndefined();
  });

  it.each([
    { input_size: [1, 28, 28] },
    { input_size: [3, 1e9, 224] },
    { input_size: [3, 224.5, 224] },
    { input_size: '3x224x224' },
    { crop_pct: 0 },
    { crop_pct: '0.9' },
    { std: [0, 1, 1] },
    { mean: [0, 1] },
    { interpolation: 'random' },
    { crop_mode: 'five' },
  ])('follows nothing it does not know: %j', (changes) => {
    expect(withConfig(changes)).toBeUndefined();
  });
});
