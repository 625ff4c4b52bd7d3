// Fits what each kind of layer costs to measured times of whole graphs.

import type { LayerCost } from './device.js';
import { nonNegativeLeastSquares } from './least-squares.js';
import { layerWork } from './roofline.js';
import type { LayerSummary } from './summary.js';

/** A graph that was run. */
export interface TimedLayers {
  readonly layers: readonly LayerSummary[];
  readonly seconds: number;
  /** How much its relative error counts. Default 1. */
  readonly weight?: number;
}

export interface FittedCosts {
  /** By kind of layer. */
  readonly costs: Readonly<Record<string, LayerCost>>;
  /** Seconds a run costs beside its layers. */
  readonly runSeconds: number;
  /** |predicted / measured - 1| of each sample, by the fit itself. */
  readonly residuals: readonly number[];
}

/** Layers, MACs and bytes: what the time of a kind is linear in. */
const TERMS = 3;

/**
 * Least squares of relative errors over all samples, with no cost below zero: a graph's seconds are those of a run, and
 * for each layer its kind's overhead + MACs x seconds a MAC + bytes x seconds a byte. What the samples leave open stays
 * near `prior`.
 */
export function fitCosts(samples: readonly TimedLayers[], prior: LayerCost): FittedCosts {
  const kinds = [...new Set(samples.flatMap(({ layers }) => layers.map(({ kind }) => kind)))];
  const column = new Map(kinds.map((kind, index) => [kind, 1 + TERMS * index]));
  const rows = samples.map(({ layers, seconds, weight = 1 }) => {
    const row = new Float64Array(1 + TERMS * kinds.length);
    row[0] = 1;
    for (const layer of layers) {
      const at = column.get(layer.kind) as number;
      const { macs, bytes } = layerWork(layer);
      for (const [term, amount] of [1, macs, bytes].entries())
        row[at + term] = (row[at + term] ?? 0) + amount;
    }
    return row.map((amount) => (weight * amount) / seconds);
  });
  const solution = nonNegativeLeastSquares(
    rows,
    samples.map(({ weight = 1 }) => weight),
    [0, ...kinds.flatMap(() => [prior.overheadSeconds, prior.secondsPerMac, prior.secondsPerByte])],
  );
  const costs = Object.fromEntries(
    kinds.map((kind) => {
      const at = column.get(kind) as number;
      const [overheadSeconds = 0, secondsPerMac = 0, secondsPerByte = 0] = solution.slice(at, at + TERMS);
      return [kind, { overheadSeconds, secondsPerMac, secondsPerByte }];
    }),
  );
  const residuals = rows.map((row, sample) => {
    const fitted = row.reduce((sum, amount, index) => sum + amount * (solution[index] as number), 0);
    return Math.abs(fitted / (samples[sample]?.weight ?? 1) - 1);
  });
  return { costs, runSeconds: solution[0] as number, residuals };
}
