// The ridge-point sweep: how networks rank as hardware moves from memory-bound to arithmetic-bound.

import { type LayerWork, layerWork } from './roofline.js';
import type { LayerSummary } from './summary.js';

/** A network to compare: its layers' costs and its published accuracy. */
export interface SweepModel {
  readonly name: string;
  readonly layers: readonly LayerSummary[];
  /** Top-1 in percent; undefined keeps the model out of Pareto fronts. */
  readonly accuracy?: number | undefined;
}

export interface SweepPoint {
  /** MACs per byte. */
  readonly ridge: number;
  /** Cost by model, in MACs. */
  readonly costs: ReadonlyMap<string, number>;
  /** Names on the accuracy / cost Pareto front, cheapest first. */
  readonly front: readonly string[];
}

/**
 * For each ridge point the cost of each model, sum over layers of max(MACs, ridge * bytes), in MACs: time on a device of
 * that ridge point times its peak. arXiv:2404.10518, section 3 and figures 2 and 3, which sweep 0 to 500 MACs a byte of
 * int8 tensors, hence `elementBytes` 1 by default.
 */
export function ridgeSweep(
  models: readonly SweepModel[],
  ridges: readonly number[],
  elementBytes = 1,
): readonly SweepPoint[] {
  const work = models.map((model) => ({
    model,
    layers: model.layers.map((layer) => layerWork(layer, elementBytes)),
  }));
  return ridges.map((ridge) => {
    const costs = new Map(work.map(({ model, layers }) => [model.name, costAt(layers, ridge)]));
    const points = models.flatMap(({ name, accuracy }) =>
      accuracy === undefined ? [] : [{ name, accuracy, cost: costs.get(name) as number }],
    );
    return { ridge, costs, front: paretoFront(points).map((point) => point.name) };
  });
}

function costAt(layers: readonly LayerWork[], ridge: number): number {
  return layers.reduce((sum, { macs, bytes }) => sum + Math.max(macs, ridge * bytes), 0);
}

/** Points that no other one beats in both cost and accuracy, cheapest first. */
export function paretoFront<P extends { readonly cost: number; readonly accuracy: number }>(
  points: readonly P[],
): P[] {
  const sorted = [...points].sort((a, b) => a.cost - b.cost || b.accuracy - a.accuracy);
  const front: P[] = [];
  for (const point of sorted) {
    const best = front.at(-1)?.accuracy ?? Number.NEGATIVE_INFINITY;
    if (point.accuracy > best) front.push(point);
  }
  return front;
}
