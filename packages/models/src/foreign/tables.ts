// The sources whose names differ from ours, an entry each.

import type { ForeignNames } from './foreign-names.js';

const torchvisionMobilenetV2 = (): ForeignNames => ({
  source: "torchvision's MobileNetV2",
  families: ['mobilenetv2'],
  requires: { padType: 'symmetric', bnEps: 1e-5 },
  rules: [
    [/^conv_stem/, () => 'features.0.0'],
    [/^bn1/, () => 'features.0.1'],
    [/^conv_head/, (_, { block }) => `features.${block + 1}.0`],
    [/^bn2/, (_, { block }) => `features.${block + 1}.1`],
    [/^classifier/, () => 'classifier.1'],
    // The first block has no expansion.
    [/^blocks\.0\.0\.conv_dw/, () => 'features.1.conv.0.0'],
    [/^blocks\.0\.0\.bn1/, () => 'features.1.conv.0.1'],
    [/^blocks\.0\.0\.conv_pw/, () => 'features.1.conv.1'],
    [/^blocks\.0\.0\.bn2/, () => 'features.1.conv.2'],
    [/^blocks\.\d+\.\d+\.conv_pwl/, (_, { block }) => `features.${block + 1}.conv.2`],
    [/^blocks\.\d+\.\d+\.bn3/, (_, { block }) => `features.${block + 1}.conv.3`],
    [/^blocks\.\d+\.\d+\.conv_\w+/, (_, { block, layer }) => `features.${block + 1}.conv.${layer}.0`],
    [/^blocks\.\d+\.\d+\.bn\d/, (_, { block, layer }) => `features.${block + 1}.conv.${layer}.1`],
  ],
});

const torchvisionMobilenetV3 = (): ForeignNames => ({
  source: "torchvision's MobileNetV3",
  families: ['mobilenetv3'],
  requires: { padType: 'symmetric', bnEps: 1e-3 },
  flat: ['conv_head.weight'],
  rules: [
    [/^conv_stem/, () => 'features.0.0'],
    [/^bn1/, () => 'features.0.1'],
    [/^conv_head/, () => 'classifier.0'],
    [/^classifier/, () => 'classifier.3'],
    [/^blocks\.\d+\.\d+\.conv\./, (_, { block }) => `features.${block + 1}.0.`],
    [
      /^blocks\.\d+\.\d+\.bn\d/,
      (_, { block, layer, last }) => `features.${block + 1}.${last ? '' : `block.${layer}.`}1`,
    ],
    [
      /^blocks\.\d+\.\d+\.se\.conv_reduce/,
      (_, { block, layer }) => `features.${block + 1}.block.${layer}.fc1`,
    ],
    [
      /^blocks\.\d+\.\d+\.se\.conv_expand/,
      (_, { block, layer }) => `features.${block + 1}.block.${layer}.fc2`,
    ],
    [/^blocks\.\d+\.\d+\.conv_\w+/, (_, { block, layer }) => `features.${block + 1}.block.${layer}.0`],
  ],
});

/** The blocks' convolutions are f.a, f.b and f.c there. */
const torchvisionRegnet = (): ForeignNames => ({
  source: "torchvision's RegNet",
  families: ['regnet'],
  rules: [
    [/^stem\.(conv|bn)/, ([part]) => `stem.${part === 'conv' ? 0 : 1}`],
    [/^head\.fc/, () => 'fc'],
    [
      /^s(\d+)\.b(\d+)\.(conv(\d)|downsample)\.(conv|bn)/,
      ([stage, block, , conv, part]) => {
        const path = conv === undefined ? 'proj' : `f.${'abc'[Number(conv) - 1]}`;
        return `trunk_output.block${stage}.block${stage}-${Number(block) - 1}.${path}.${part === 'conv' ? 0 : 1}`;
      },
    ],
  ],
});

/** Downsampling stands between the stages there: stages 1, 3 and 5. */
const authorsFasternet = (): ForeignNames => ({
  source: 'the FasterNet of its authors',
  families: ['fasternet'],
  rules: [
    [/^stages\.(\d)\.downsample/, ([stage]) => `stages.${2 * Number(stage) - 1}`],
    [/^stages\.(\d)\.blocks/, ([stage]) => `stages.${2 * Number(stage)}.blocks`],
    [/^conv_head/, () => 'avgpool_pre_head.1'],
    [/^classifier/, () => 'head'],
  ],
});

/** Where timm flattens a network to tap its features, the first dot becomes an underscore. */
const timmFeaturesOnly = (): ForeignNames => ({
  source: "timm's features_only",
  families: ['ghostnet', 'fasternet', 'cspnet'],
  rules: [[/^(blocks|stages|stem)\.(\w+)/, ([list, index]) => `${list}_${index}`]],
});

/** In no particular order: of two that fit, neither is taken. */
export const foreignTables = (): readonly ForeignNames[] => [
  torchvisionMobilenetV2(),
  torchvisionMobilenetV3(),
  torchvisionRegnet(),
  authorsFasternet(),
  timmFeaturesOnly(),
];
