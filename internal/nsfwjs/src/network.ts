// The network: MobileNetV2 of keras.applications with a head of three layers, as a variant of ours.

import { linear, relu } from '@gossamer/blocks';
import type { Scope, Value } from '@gossamer/core';
import { mobilenetv2, mobilenetv2_100 } from '@gossamer/models/mobilenetv2';

type Spec = typeof mobilenetv2_100;
type HeadOptions = Parameters<typeof mobilenetv2.head>[2];

/** Widths of the layers between the pooled vector and the classes. */
const HIDDEN = [256, 128] as const;

/** TensorFlow pads to the right and below where it strides, and its BatchNorm has an epsilon of 1e-3. */
export const nsfwMobilenetv2: Spec = {
  ...mobilenetv2_100,
  name: 'nsfw_mobilenetv2',
  numClasses: 5,
  variant: { padType: 'same', bnEps: 1e-3 },
  family: {
    ...mobilenetv2,
    head(s: Scope, last: Value, options: HeadOptions) {
      let y = mobilenetv2.head(s, last, { ...options, numClasses: 0 });
      HIDDEN.forEach((out, i) => {
        y = relu(s, linear(s(`dense_${i + 1}`), y, { out }));
      });
      return linear(s(`dense_${HIDDEN.length + 1}`), y, { out: options.numClasses });
    },
  },
};

/** timm's name of a layer of keras.applications' MobileNetV2; the head's names are the same. */
export function layerOf(keras: string): string {
  const fixed = FIXED[keras];
  if (fixed !== undefined) return fixed;
  const [, block, layer = ''] = /^(block_\d+|expanded_conv)_(\w+)$/.exec(keras) ?? [];
  if (block === undefined) return keras;
  const number = block === 'expanded_conv' ? 0 : Number(block.slice('block_'.length));
  const own = number === 0 ? FIRST[layer] : OTHERS[layer];
  return `blocks.${placeOf(number)}.${own ?? layer}`;
}

const FIXED: Readonly<Record<string, string>> = {
  Conv1: 'conv_stem',
  bn_Conv1: 'bn1',
  Conv_1: 'conv_head',
  Conv_1_bn: 'bn2',
};
/** The first block does not expand. */
const FIRST: Readonly<Record<string, string>> = {
  depthwise: 'conv_dw',
  depthwise_BN: 'bn1',
  project: 'conv_pw',
  project_BN: 'bn2',
};
const OTHERS: Readonly<Record<string, string>> = {
  expand: 'conv_pw',
  expand_BN: 'bn1',
  depthwise: 'conv_dw',
  depthwise_BN: 'bn2',
  project: 'conv_pwl',
  project_BN: 'bn3',
};

/** Keras counts blocks through, timm by stage: table 2 of arXiv:1801.04381. */
function placeOf(block: number): string {
  let first = 0;
  for (const [stage, depth] of [1, 2, 3, 4, 3, 3, 1].entries()) {
    if (block < first + depth) return `${stage}.${block - first}`;
    first += depth;
  }
  return `${block}`;
}
