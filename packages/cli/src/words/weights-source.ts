// `--weights W`: where weights come from.

import { OptionError } from '@gossamer/core';
import { type HubWord, parseHubWord } from '@gossamer/core/hub';
import { integerValue, numberValue, wrongValue } from './values.js';

export type WeightsSource =
  /** A function of each parameter's name; `gain` is the variance of a weight times its fan-in. */
  | { readonly kind: 'seeded'; readonly gain: number }
  /** As the network's authors start it. */
  | { readonly kind: 'random'; readonly seed: number }
  | { readonly kind: 'file'; readonly path: string }
  /** As published for the model, by default the first. */
  | { readonly kind: 'pretrained'; readonly tag: string | undefined }
  /** A repository of the hub. */
  | { readonly kind: 'hub'; readonly repo: HubWord };

/** What W can be, for help and hints. */
export const WEIGHTS_WORDS =
  'pretrained[:TAG], hf:OWNER/REPO[@REV], FILE.safetensors, FILE.pth, seeded[:GAIN] or random[:SEED]';

/** @throws OptionError where nothing was given, and for a malformed word */
export function weightsSource(word: string | undefined): WeightsSource {
  if (word === undefined) {
    throw new OptionError('no weights are given', { hint: `add --weights W, where W is ${WEIGHTS_WORDS}` });
  }
  const [, kind, value] = /^(seeded|random|pretrained|hf)(?::(.*))?$/s.exec(word) ?? [];
  switch (kind) {
    case 'seeded':
      return { kind, gain: value === undefined ? 1 : gainValue(value) };
    case 'random':
      return { kind, seed: value === undefined ? 0 : integerValue('--weights random:SEED', value, 0) };
    case 'pretrained':
      if (value === '') throw wrongValue('--weights pretrained:TAG', value, 'a tag, such as ra_in1k');
      return { kind, tag: value };
    case 'hf':
      return { kind: 'hub', repo: parseHubWord(value ?? '') };
    default:
      return { kind: 'file', path: word };
  }
}

function gainValue(text: string): number {
  const gain = numberValue('--weights seeded:GAIN', text);
  if (gain > 0) return gain;
  throw wrongValue('--weights seeded:GAIN', text, 'a positive number');
}
