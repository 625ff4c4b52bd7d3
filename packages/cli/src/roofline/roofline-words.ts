// Roofline words: the flags of `gossamer roofline` and what they mean.

import { OptionError } from '@gossamer/core';
import { modelNames } from '@gossamer/models/catalog';
import type { Flags } from '../command/flags.js';
import { networkFlags } from '../words/model-words.js';
import { wrongValue } from '../words/values.js';

export const rooflineFlags = {
  device: {
    kind: 'value',
    value: 'NAME|FILE.json',
    doc: 'this-machine (default once measured), laptop-cpu, phone-cpu, edge-tpu-like, datacentre-gpu',
  },
  runtime: {
    kind: 'value',
    value: 'R',
    doc: 'what this machine is measured with: node (default), web (onnxruntime-web), wasm (a module of the network)',
  },
  ridge: {
    kind: 'value',
    value: 'A..B[:STEP]',
    doc: 'ridge points to sweep, MACs a byte (default 0..500:50)',
  },
  top: { kind: 'value', value: 'N', doc: 'layers shown of each model (default 5)' },
  size: networkFlags.size,
  set: networkFlags.set,
  threads: { kind: 'value', value: 'N', doc: 'threads that this machine is measured with (default 1)' },
  measure: { kind: 'switch', doc: 'measure this machine first and keep the result' },
  check: { kind: 'switch', doc: 'run the models too and compare; without words, 31 of the catalog' },
  rounds: { kind: 'value', value: 'N', doc: 'rounds of measuring (default 5)' },
  html: { kind: 'value', value: 'FILE', doc: 'write a page to look at' },
} as const satisfies Flags;

const MOST_POINTS = 1001;

/** `0..500`, `0..100:10`; ten steps unless given. */
export function ridgesOf(text = '0..500:50'): readonly number[] {
  const [, from, to, step] = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  const [low, high] = [Number(from), Number(to)];
  const stride = step === undefined ? (high - low) / 10 : Number(step);
  const count = Math.floor((high - low) / stride + 1e-9) + 1;
  if (!(high > low) || !(stride > 0) || count > MOST_POINTS) {
    throw wrongValue('--ridge', text, `A..B or A..B:STEP with A below B and at most ${MOST_POINTS} points`);
  }
  return Array.from({ length: count }, (_, index) => low + index * stride);
}

/** Names, with patterns spelt out. @throws OptionError where a pattern matches nothing */
export function modelsOf(words: readonly string[]): string[] {
  const names = words.flatMap((word) => {
    if (!/[*?]/.test(word)) return [word];
    const matching: readonly string[] = modelNames(word);
    if (matching.length > 0) return matching;
    throw new OptionError(`no model matches "${word}"`, { hint: '`gossamer list` shows all models' });
  });
  return [...new Set(names)];
}
