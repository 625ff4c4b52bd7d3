// Precision words: how exact the numbers are, and what is needed to make them less exact without harm.

import { OptionError } from '@gossamer/core';
import type { Flags, FlagValues } from '../command/flags.js';
import { choiceValue, integerValue } from './values.js';

export const precisionFlags = {
  precision: { kind: 'value', value: 'P', doc: 'fp32 (default), fp16, or int8 with --calibration' },
  calibration: {
    kind: 'value',
    value: 'DIR|seeded',
    doc: 'pictures int8 is calibrated and checked with; seeded is noise, for timing',
  },
  'float-layers': {
    kind: 'value',
    value: 'N',
    doc: 'int8: the N layers that lose most stay float (default: as few as reach the bound)',
  },
  force: { kind: 'switch', doc: 'fp16, int8: write also what is too far from fp32, or not faster' },
} as const satisfies Flags;

const PRECISIONS = ['fp32', 'fp16', 'int8'] as const;

type Precision = (typeof PRECISIONS)[number];

export interface PrecisionWords {
  readonly precision: Precision;
  /** A folder, a picture, or `seeded`; always there for int8. */
  readonly calibration?: string;
  readonly force?: true;
  /** For int8: how many of the most harmful layers stay float. */
  readonly floatLayers?: number;
}

/** @throws OptionError for unknown precisions, and for int8 without `--calibration` */
export function precisionWords(flags: Partial<FlagValues<typeof precisionFlags>>): PrecisionWords {
  const precision = choiceValue('--precision', flags.precision ?? 'fp32', PRECISIONS);
  const { calibration, force } = flags;
  if (precision === 'int8' && calibration === undefined) {
    throw new OptionError('--precision int8 needs --calibration', {
      hint: 'give a folder of pictures like those the network will see, or seeded to measure speed alone',
    });
  }
  refuseIdle('--calibration', calibration !== undefined && precision === 'fp32', 'int8 or fp16');
  refuseIdle('--float-layers', flags['float-layers'] !== undefined && precision !== 'int8', 'int8');
  const count = flags['float-layers'];
  const floatLayers = count === undefined ? undefined : integerValue('--float-layers', count, 0);
  return {
    precision,
    ...(floatLayers === undefined ? {} : { floatLayers }),
    ...(calibration === undefined ? {} : { calibration }),
    ...(force ? { force } : {}),
  };
}

/** Words that would change nothing are a mistake. @throws OptionError */
export function refuseIdle(flag: string, idle: boolean, precision: string): void {
  if (!idle) return;
  throw new OptionError(`${flag} is for --precision ${precision}, which is not asked for`, {
    hint: `add --precision ${precision.split(' ')[0]}, or leave out ${flag}`,
  });
}
