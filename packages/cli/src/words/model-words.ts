// Model words: the flags every command that takes a model understands, and what they mean.

import { OptionError } from '@gossamer/core';
import { type Target, targets } from '@gossamer/core/compile';
import type { BuildOptions } from '@gossamer/models';
import type { Flags, FlagValues } from '../command/flags.js';
import { type PrecisionWords, precisionFlags, precisionWords } from './precision-words.js';
import { choiceValue, integerValue, wrongValue } from './values.js';
import { WEIGHTS_WORDS } from './weights-source.js';

/** Flags that say which network. */
export const networkFlags = {
  'num-classes': { kind: 'value', value: 'N', doc: 'classifier outputs; 0 gives the pooled vector' },
  'in-chans': { kind: 'value', value: 'N', doc: 'input channels' },
  size: { kind: 'value', value: 'S|HxW', doc: 'input height and width, or dynamic' },
  batch: { kind: 'value', value: 'N', doc: 'batch dimension, or dynamic' },
  'output-stride': { kind: 'value', value: '8|16|32', doc: 'dilate instead of striding beyond this' },
  'global-pool': {
    kind: 'value',
    value: 'P',
    doc: 'how the head pools: avg, max, avgmax, catavgmax, or none for the map (with --num-classes 0)',
  },
  features: { kind: 'optional', value: 'I,J,...', doc: 'feature maps instead of logits: all, or these' },
  set: { kind: 'repeated', value: 'KEY=VALUE', doc: 'an option of the network, such as width=0.5' },
} as const satisfies Flags;

/** Flags that say with which weights and for what. */
export const weightsFlags = {
  weights: {
    kind: 'value',
    short: 'w',
    value: 'W',
    doc: WEIGHTS_WORDS,
  },
  section: {
    kind: 'value',
    value: 'NAME',
    doc: 'of a file that holds several state dicts: which, such as state_dict_ema',
  },
  adapt: { kind: 'switch', doc: 'allow other classes or input channels than the checkpoint has' },
  target: {
    kind: 'value',
    value: 'T',
    doc: 'what the graph is compiled for: portable, cpu, cuda, webgpu, wasm',
  },
  autotune: {
    kind: 'switch',
    doc: 'with --target cpu: measure its lowerings on this machine once, take the fastest',
  },
  ...precisionFlags,
} as const satisfies Flags;

export const modelFlags = { ...networkFlags, ...weightsFlags } as const;

/** What can be said of a network that is a file: how many pictures, how large. */
const OF_FILES: readonly string[] = ['size', 'batch'];

/** @throws OptionError for flags that say what a file has in it already */
export function checkFileFlags(path: string, flags: Readonly<Record<string, unknown>>): void {
  const given = (value: unknown): boolean =>
    value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  const wrong = Object.keys(modelFlags).filter((name) => !OF_FILES.includes(name) && given(flags[name]));
  if (wrong.length === 0) return;
  throw new OptionError(`${wrong.map((name) => `--${name}`).join(', ')} cannot change an ONNX file`, {
    within: path,
    hint: 'with the name of a network instead of the file `--weights FILE` takes the weights of one',
  });
}

/** Which network. */
export interface NetworkWords {
  readonly model: string;
  readonly build: BuildOptions;
  /** `key=value`, checked when the network's options are known. */
  readonly set: readonly string[];
}

/** Which network, with which weights, for what. */
export interface ModelWords extends NetworkWords, PrecisionWords {
  /** As given; undefined where it was not. */
  readonly weights: string | undefined;
  /** Which state dict of a PyTorch file. */
  readonly section?: string | undefined;
  readonly adapt: boolean;
  readonly target: Target;
  /** The lowering for the CPU is measured, not modelled. */
  readonly autotune?: boolean;
}

/** @throws OptionError for a value of the wrong form */
export function networkWords(model: string, flags: FlagValues<typeof networkFlags>): NetworkWords {
  const build: BuildOptions = {};
  if (flags['num-classes'] !== undefined) {
    build.numClasses = integerValue('--num-classes', flags['num-classes'], 0);
  }
  if (flags['in-chans'] !== undefined) build.inChans = integerValue('--in-chans', flags['in-chans'], 1);
  if (flags.size !== undefined) build.size = sizeValue(flags.size);
  if (flags.batch !== undefined) build.batch = batchValue(flags.batch);
  if (flags['output-stride'] !== undefined) {
    build.outputStride = Number(
      choiceValue('--output-stride', flags['output-stride'], ['8', '16', '32']),
    ) as 8;
  }
  if (flags['global-pool'] !== undefined) {
    const pool = choiceValue('--global-pool', flags['global-pool'], [
      'avg',
      'max',
      'avgmax',
      'catavgmax',
      'none',
    ]);
    build.globalPool = pool === 'none' ? '' : pool;
  }
  if (flags.features !== undefined) build.features = featuresValue(flags.features);
  return { model, build, set: flags.set };
}

/** Commands without pictures of their own leave out how precision is won. */
type ModelFlagValues = FlagValues<
  Omit<typeof modelFlags, keyof typeof precisionFlags | 'autotune' | 'section'>
> &
  Partial<FlagValues<typeof precisionFlags & Pick<typeof modelFlags, 'autotune' | 'section'>>>;

/**
 * @param target where no flag names one
 * @throws OptionError for a value of the wrong form
 */
export function modelWords(model: string, flags: ModelFlagValues, target: Target = 'portable'): ModelWords {
  return {
    ...networkWords(model, flags),
    weights: flags.weights,
    section: flags.section,
    adapt: flags.adapt,
    ...targetWords(flags, target),
    ...precisionWords(flags),
  };
}

function targetWords(flags: ModelFlagValues, usual: Target): Pick<ModelWords, 'target' | 'autotune'> {
  const target = choiceValue('--target', flags.target ?? (flags.autotune ? 'cpu' : usual), targets);
  if (!flags.autotune) return { target };
  if (target === 'cpu') return { target, autotune: true };
  throw new OptionError(`--autotune measures on this machine's CPU, --target is ${target}`);
}

/** `224`, `192x256` (height, width) or `dynamic`. */
function sizeValue(text: string): number | [height: number, width: number] | 'dynamic' {
  if (text === 'dynamic') return text;
  const [height, width, ...more] = text.split('x').map((side) => (/^\d+$/.test(side) ? Number(side) : 0));
  if (!height || width === 0 || more.length > 0) {
    throw wrongValue('--size', text, '224, 192x256 (height, width) or dynamic');
  }
  return width === undefined ? height : [height, width];
}

/** The height and width of `--size`, both known. */
export function fixedSizeValue(text: string): readonly [height: number, width: number] {
  const size = sizeValue(text);
  if (size === 'dynamic') throw wrongValue('--size', text, '224 or 192x256 (height, width)');
  return typeof size === 'number' ? [size, size] : size;
}

function batchValue(text: string): number | 'dynamic' {
  return text === 'dynamic' ? text : integerValue('--batch', text, 1);
}

function featuresValue(given: string | true): true | readonly number[] {
  if (given === true) return true;
  return given.split(',').map((index) => integerValue('--features', index));
}
