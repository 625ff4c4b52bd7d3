// Predicted times beside the measured ones: each network by costs fitted to the others.

import { fitCosts, layerWork, roofline } from '@gossamer/core/analysis';
import { median } from 'gossamer/bench';
import type { Result } from './result.js';
import type { DeviceName } from './setting.js';

export interface Prediction {
  readonly model: string;
  readonly device: DeviceName;
  readonly predictedMs: number;
  readonly measuredMs: number;
  /** predicted / measured - 1. */
  readonly error: number;
}

/** Networks to fit to, beside the one predicted. */
const LEAST_OTHERS = 2;

/** Seconds an engine needs for a layer, where the networks leave it open. */
const OVERHEAD = 2e-6;

/** Shares of a typical network's time that arithmetic and memory take, where the networks leave it open. */
const ARITHMETIC = 0.7;

/**
 * Leave-one-out: a network is predicted from what the others took on the same engine, layer kind by layer kind, so
 * that no network helps to predict itself. Nothing where fewer than two others were measured.
 */
export function predictions(results: readonly Result[]): Prediction[] {
  return results.flatMap((result) => {
    const { model, device } = result.measured.contestant.setting;
    const others = results.filter(
      (other) => other !== result && other.measured.contestant.setting.device === device,
    );
    if (others.length < LEAST_OTHERS) return [];
    const predictedMs = predictFrom(others, result);
    const measuredMs = result.latency.p50;
    return [{ model, device, predictedMs, measuredMs, error: predictedMs / measuredMs - 1 }];
  });
}

function predictFrom(others: readonly Result[], { measured }: Result): number {
  const samples = others.map(({ latency, measured: { contestant } }) => ({
    layers: contestant.layers,
    seconds: latency.p50 / 1000,
  }));
  const perMac = median(samples.map(({ layers, seconds }) => seconds / sumOf(layers, 'macs')));
  const perByte = median(samples.map(({ layers, seconds }) => seconds / sumOf(layers, 'bytes')));
  const prior = {
    overheadSeconds: OVERHEAD,
    secondsPerMac: ARITHMETIC * perMac,
    secondsPerByte: (1 - ARITHMETIC) * perByte,
  };
  const { costs, runSeconds } = fitCosts(samples, prior);
  const { layers } = measured.contestant;
  // Kinds of layers that the others do not have cost what is usual.
  const all = Object.fromEntries(layers.map(({ kind }) => [kind, costs[kind] ?? prior]));
  const device = {
    name: 'this one',
    macsPerSecond: 1 / prior.secondsPerMac,
    bytesPerSecond: 1 / prior.secondsPerByte,
    costs: all,
    runSeconds,
    source: 'fitted to the other networks',
  };
  return 1000 * roofline(layers, device).seconds;
}

function sumOf(layers: Result['measured']['contestant']['layers'], what: 'macs' | 'bytes'): number {
  return layers.reduce((sum, layer) => sum + layerWork(layer)[what], 0);
}

/** Median of |error|; NaN of none. */
export function medianError(list: readonly Prediction[]): number {
  return median(list.map(({ error }) => Math.abs(error)));
}
