// `--weights W`: where weights come from.

import { OptionError } from '@gossamer/core';
import { notYet } from './model-words.js';
import { integerValue, numberValue, wrongValue } from './values.js';

export type WeightsSource =
  /** A function of each parameter's name; `gain` is the variance of a weight times its fan-in. */
  | { readonly kind: 'seeded'; readonly gain: number }
  /** As the network's authors start it. */
  | { readonly kind: 'random'; readonly seed: number }
  | { readonly kind: 'file'; readonly path: string };

const POSSIBLE = 'FILE.safetensors, FILE.pth, seeded[:GAIN] or random[:SEED]';

/** @throws OptionError where nothing was given, for a malformed word, and for the hub, which is still to come */
export function weightsSource(word: string | undefined): WeightsSource {
  if (word === undefined) {
    throw new OptionError('no weights are given', { hint: `add --weights W, where W is ${POSSIBLE}` });
  }
  const [, kind, value] = /^(seeded|random|pretrained|hf)(?::(.*))?$/s.exec(word) ?? [];
  switch (kind) {
    case 'seeded':
      return { kind, gain: value === undefined ? 1 : gainValue(value) };
    case 'random':
      return { kind, seed: value === undefined ? 0 : integerValue('--weights random:SEED', value, 0) };
    case 'pretrained':
    case 'hf':
      throw notYet(`--weights ${word}`, `download the file and pass it; W is ${POSSIBLE}`);
    default:
      return { kind: 'file', path: word };
  }
}

function gainValue(text: string): number {
  const gain = numberValue('--weights seeded:GAIN', text);
  if (gain > 0) return gain;
  throw wrongValue('--weights seeded:GAIN', text, 'a positive number');
}
