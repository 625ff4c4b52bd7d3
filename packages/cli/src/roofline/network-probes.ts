// Whole networks among the probes: what layers cost in each other's company.

import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { liveWeights } from '../bench/live-weights.js';
import type { Probe } from './probes.js';

/** One of most families; predictions for these are no test of the fit. */
export const fittedModels = [
  'mobilenetv1_100h',
  'mobilenetv2_110d',
  'mobilenetv3_rw',
  'mobilenetv4_conv_small_035',
  'ghostnetv2_130',
  'regnetx_004',
  'shufflenetv1_g2_100',
] as const;

/** They are few, and what is predicted in the end is networks. */
const WEIGHT = 4;

async function networkProbe(name: string): Promise<Probe> {
  const spec = await findModel(name);
  return {
    name,
    weight: WEIGHT,
    gain: Number(liveWeights(spec).split(':')[1]),
    build: () => createModel(spec, { batch: 1 }).graph,
  };
}

export function networkProbes(): Promise<readonly Probe[]> {
  return Promise.all(fittedModels.map(networkProbe));
}
