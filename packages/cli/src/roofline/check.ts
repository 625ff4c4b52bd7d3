// Predicted against measured time over many models.

import type { Device } from '@gossamer/core/analysis';
import { axesOf } from '../bench/bench-words.js';
import { planVariants } from '../bench/plan.js';
import { resultOf } from '../bench/result.js';
import { runBenchmark } from '../bench/run-benchmark.js';
import { median } from '../bench/statistics.js';
import type { LocalEngine } from './measure-device.js';
import { fittedModels } from './network-probes.js';
import { predict } from './predict.js';

/** Models of every family and of sizes from 24 to 900 million MACs; none of them is used for fitting. */
export const checkedModels = [
  'mobilenetv1_100',
  'mobilenetv1_125',
  'mobilenetv2_035',
  'mobilenetv2_050',
  'mobilenetv2_075',
  'mobilenetv2_100',
  'mobilenetv2_140',
  'mobilenetv3_small_050',
  'mobilenetv3_small_100',
  'mobilenetv3_large_075',
  'mobilenetv3_large_100',
  'tf_mobilenetv3_large_minimal_100',
  'mobilenetv4_conv_small',
  'mobilenetv4_conv_small_050',
  'mobilenetv4_conv_medium',
  'mobilenetv4_hybrid_medium',
  'ghostnet_050',
  'ghostnet_100',
  'ghostnet_130',
  'ghostnetv2_100',
  'fasternet_t0',
  'fasternet_t1',
  'regnetx_002',
  'regnetx_008',
  'g_ghost_regnetx_002',
  'g_ghost_regnetx_008',
  'shufflenetv1_g1_100',
  'shufflenetv1_g3_100',
  'shufflenetv1_g8_100',
  'csp_peleenet',
  'cspresnet50',
] as const;

interface CheckedModel {
  readonly model: string;
  readonly predictedMs: number;
  readonly measuredMs: number;
  /** predicted / measured - 1. */
  readonly error: number;
  /** Used to fit the device: no test of it. */
  readonly fitted: boolean;
}

/** How well predictions of some models hold. */
export interface Agreement {
  readonly models: number;
  /** Rank correlation of predicted and measured times. */
  readonly spearman: number;
  /** Median of |error|. */
  readonly medianError: number;
}

export interface Check {
  readonly models: readonly CheckedModel[];
  readonly all: Agreement;
  /** Without the models the device was fitted with. */
  readonly unseen: Agreement;
  /** GMAC/s of a matrix product in these rounds: compare with the device's peak. */
  readonly gmacsPerSecond: number;
  readonly clock: string;
}

export interface CheckOptions {
  readonly models: readonly string[];
  readonly engine: LocalEngine;
  readonly threads: number;
  readonly rounds: number;
  readonly minMs: number;
  readonly signal: AbortSignal;
  progress(text: string): void;
}

/** Measures the models in interleaved rounds and compares with what the device's costs predict. */
export async function checkPredictions(device: Device, options: CheckOptions): Promise<Check> {
  const { models, engine, threads, signal } = options;
  const flags = { ...NO_FLAGS, runtime: engine, threads: String(threads) };
  const variants = await planVariants({ words: models, compare: [], axes: axesOf(flags), flags }, { signal });
  const { measured } = await runBenchmark(variants, options);
  signal.throwIfAborted();
  const clock = threads === 1 ? 'cpu' : 'wall';
  const checked: CheckedModel[] = [];
  for (const one of measured) {
    const result = resultOf(one);
    const { time } = await predict({ model: result.variant.model, build: {}, set: [] }, device);
    const predictedMs = time.seconds * 1000;
    const measuredMs = result[clock].p50;
    const { model } = result.variant;
    const fitted = (fittedModels as readonly string[]).includes(model);
    checked.push({ model, predictedMs, measuredMs, error: predictedMs / measuredMs - 1, fitted });
  }
  const sgemm = measured[0]?.machine.sgemm;
  const runs = sgemm?.blocks.flat().map((sample) => (clock === 'cpu' ? sample.cpuMs : sample.wallMs)) ?? [];
  return {
    models: checked,
    all: agreementOf(checked),
    unseen: agreementOf(checked.filter(({ fitted }) => !fitted)),
    gmacsPerSecond: (sgemm?.work ?? 0) / 2 / median(runs) / 1e6,
    clock,
  };
}

function agreementOf(checked: readonly CheckedModel[]): Agreement {
  return {
    models: checked.length,
    spearman: spearman(
      checked.map(({ predictedMs }) => predictedMs),
      checked.map(({ measuredMs }) => measuredMs),
    ),
    medianError: median(checked.map(({ error }) => Math.abs(error))),
  };
}

const NO_FLAGS = {
  device: undefined,
  batch: undefined,
  size: undefined,
  // As predictions are made.
  target: 'portable',
  precision: undefined,
  weights: undefined,
  adapt: false,
  set: [],
  features: undefined,
  'num-classes': undefined,
  'in-chans': undefined,
  'output-stride': undefined,
  'global-pool': undefined,
} as const;

/** Rank correlation; ties share their rank. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  const covariance = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + (value - mean) * ((y[i] as number) - mean), 0);
  return covariance(left, right) / Math.sqrt(covariance(left, left) * covariance(right, right));
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}
