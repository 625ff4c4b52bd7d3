// Bench words: the flags of `gossamer bench` and what they mean.

import { OptionError } from '@gossamer/core';
import type { Flags, FlagValues } from '../command/flags.js';
import { networkFlags, weightsFlags } from '../words/model-words.js';
import { choiceValue, integerValue, numberValue, wrongValue } from '../words/values.js';
import { DEVICES, ENGINES, type EngineName, type EngineSetting, enginesOn } from './engines.js';

/** Flags whose values are lists: every combination is measured. */
export const axisFlags = {
  runtime: {
    kind: 'value',
    value: 'R,...',
    doc: Object.entries(ENGINES)
      .map(([name, { about }]) => `${name}: ${about}`)
      .join('; '),
  },
  device: {
    kind: 'value',
    value: 'D,...',
    doc: Object.entries(ENGINES)
      .map(([name, { devices }]) => `${name}: ${Object.keys(devices).join(', ')}`)
      .join('; '),
  },
  threads: {
    kind: 'value',
    value: 'N,...',
    doc: 'threads of one run (default: what fits this machine, 1 where it is busy)',
  },
  batch: { kind: 'value', value: 'N,...', doc: 'pictures in one run (default 1)' },
  size: { kind: 'value', value: 'S|HxW,...', doc: 'input height and width (default: as published)' },
  target: {
    ...weightsFlags.target,
    value: 'T,...',
    doc: `${weightsFlags.target.doc} (default: the device)`,
  },
  precision: {
    kind: 'value',
    value: 'P,...',
    doc: 'fp32 (default), fp16, int8 (calibrated with noise: for speed)',
  },
} as const satisfies Flags;

const { batch: _batch, size: _size, ...network } = networkFlags;
const { weights, adapt } = weightsFlags;

/** Flags of the network and its weights that are the same for all. */
export const sharedFlags = {
  ...network,
  weights: { ...weights, doc: `${weights.doc} (default: seeded, with a gain that keeps activations alive)` },
  adapt,
} as const satisfies Flags;

export const measureFlags = {
  rounds: {
    kind: 'value',
    value: 'N',
    doc: 'rounds, in each of which everything runs (default 11, at least 9)',
  },
  'min-time': { kind: 'value', value: 'MS', doc: 'time measured for each variant, at least (default 500)' },
  warmup: { kind: 'value', value: 'N', doc: 'runs before measuring (default: until they get no faster)' },
} as const satisfies Flags;

export const reportFlags = {
  compare: {
    kind: 'repeated',
    value: 'FILE.onnx',
    doc: 'put this file beside the models, in the same rounds',
  },
  against: { kind: 'value', value: 'FILE.json', doc: 'show what changed since this result was saved' },
  save: { kind: 'value', value: 'FILE.json', doc: 'save the result (what --json prints)' },
  html: { kind: 'value', value: 'FILE', doc: 'write a page to look at' },
  csv: { kind: 'switch', doc: 'results as CSV on standard output' },
  md: { kind: 'switch', doc: 'results as Markdown on standard output' },
} as const satisfies Flags;

/** Settings of which every combination is measured; undefined is the model's or the machine's own. */
export interface Axes {
  readonly engines: readonly Pick<EngineSetting, 'runtime' | 'device'>[];
  readonly threads: readonly (number | undefined)[];
  readonly batches: readonly number[];
  /** As given; each is checked with the model. */
  readonly sizes: readonly (string | undefined)[];
  readonly targets: readonly (string | undefined)[];
  readonly precisions: readonly (string | undefined)[];
}

/** @throws OptionError for values of the wrong form, and for devices that the runtimes do not have */
export function axesOf(flags: FlagValues<typeof axisFlags>): Axes {
  const runtimes = list(flags.runtime)?.map((name) => choiceValue('--runtime', name, RUNTIMES)) ?? ['node'];
  const devices = list(flags.device)?.map((name) => choiceValue('--device', name, DEVICES));
  return {
    engines: enginesOn(runtimes, devices),
    threads: list(flags.threads)?.map((count) => integerValue('--threads', count, 1)) ?? [undefined],
    batches: list(flags.batch)?.map(batchValue) ?? [1],
    sizes: list(flags.size) ?? [undefined],
    targets: list(flags.target) ?? [undefined],
    precisions: list(flags.precision) ?? [undefined],
  };
}

const RUNTIMES = Object.keys(ENGINES) as readonly EngineName[];

function batchValue(text: string): number {
  if (text === 'dynamic') throw wrongValue('--batch', text, 'a number', 'what runs has a size: 1, 4, ...');
  return integerValue('--batch', text, 1);
}

/** `1,4` without repetitions. */
function list(text: string | undefined): string[] | undefined {
  return text === undefined ? undefined : [...new Set(text.split(','))];
}

export interface Measuring {
  readonly rounds: number;
  readonly minMs: number;
  /** Undefined: until runs get no faster. */
  readonly warmUpRuns: number | undefined;
}

/** Fewer rounds would leave the interval of a median too wide to say anything. */
const LEAST_ROUNDS = 9;

export function measuringOf(flags: FlagValues<typeof measureFlags>): Measuring {
  const minMs = numberValue('--min-time', flags['min-time'] ?? '500');
  if (minMs < 0) throw wrongValue('--min-time', String(minMs), 'milliseconds from 0');
  return {
    rounds: integerValue('--rounds', flags.rounds ?? '11', LEAST_ROUNDS),
    minMs,
    warmUpRuns: flags.warmup === undefined ? undefined : integerValue('--warmup', flags.warmup, 1),
  };
}

export type ReportFormat = 'text' | 'json' | 'csv' | 'md';

/** @throws OptionError where more than one is asked for */
export function formatOf({ json, csv, md }: { json: boolean; csv: boolean; md: boolean }): ReportFormat {
  const [format = 'text', ...more] = Object.entries({ json, csv, md }).flatMap(([name, on]) =>
    on ? [name] : [],
  );
  if (more.length === 0) return format as ReportFormat;
  throw new OptionError(`--${format} and --${more[0]} are two forms of one output`, { hint: 'choose one' });
}
