// Options of the families that have TensorFlow-trained relatives.

import { batchNorm, type ConvLayer, conv2d, conv2dSame, type Layer } from '@gossamer/blocks';
import type { OptionValues } from './options.js';

/** timm's `pad_type` and `bn_eps`. */
export const tfOptions = {
  padType: {
    type: 'choice',
    choices: ['symmetric', 'same'],
    default: 'symmetric',
    doc: 'padding of convolutions: symmetric as PyTorch, or TensorFlow\'s "same"',
  },
  bnEps: {
    type: 'number',
    default: 1e-5,
    min: 0,
    max: 1,
    doc: 'epsilon of BatchNorm; TensorFlow-trained networks have 1e-3',
  },
} as const;

/** The layers these options choose. */
export function tfLayers(o: OptionValues<typeof tfOptions>): { conv: ConvLayer; norm: Layer } {
  return { conv: o.padType === 'same' ? conv2dSame : conv2d, norm: batchNorm({ eps: o.bnEps }) };
}
