// Every animation, by the name pages use.

import type { Tensor } from '@gossamer/core';
import { type Control, slider } from '../block-figure.js';
import type { Steps } from './frames.js';
import { ghostSteps } from './ghost-steps.js';
import { partialConvSteps } from './partial-conv-steps.js';
import { shuffleSteps } from './shuffle-steps.js';

export interface Animation {
  readonly title: string;
  readonly control: Control;
  steps(x: Tensor, value: number): Promise<Steps>;
}

/** Divided by all values of the sliders. */
export const CHANNELS = 12;

export const ANIMATIONS = {
  ghost: {
    title: 'A ghost module on maps of a picture',
    control: slider('ratio', 'ratio s', [2, 3, 4], 2),
    steps: ghostSteps,
  },
  shuffle: {
    title: 'A channel shuffle on maps of a picture',
    control: slider('groups', 'groups g', [2, 3, 4, 6], 3),
    steps: shuffleSteps,
  },
  'partial-conv': {
    title: 'A partial convolution on maps of a picture',
    control: slider('divisor', '1 / r', [2, 3, 4, 6], 4),
    steps: partialConvSteps,
  },
} as const satisfies Record<string, Animation>;

export type AnimationName = keyof typeof ANIMATIONS;
export { pictureMaps } from './picture-maps.js';
