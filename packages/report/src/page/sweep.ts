// The ridge-point model of MobileNetV4 (arXiv:2404.10518, equation 1): cost and front at one ridge point.

import type { RooflineReport } from '../report-data.js';
import { isOnFront } from './front.js';

export interface SweepCost {
  readonly model: string;
  /** In MACs: sum over layers of max(MACs, ridge x bytes). */
  readonly cost: number;
  readonly top1: number | null;
  readonly front: boolean;
}

export function costsAt({ models }: RooflineReport, ridge: number): SweepCost[] {
  const costs = models.map(({ model, top1, work }) => ({
    model,
    top1,
    cost: work.reduce((sum, { macs, bytes }) => sum + Math.max(macs, ridge * bytes), 0),
  }));
  return costs.map((one) => ({ ...one, front: isOnFront(one, costs) })).sort((a, b) => a.cost - b.cost);
}
