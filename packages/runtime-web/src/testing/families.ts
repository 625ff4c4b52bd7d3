// The smallest variant of every family, built alike in the page and in the test.

import type { Model } from '@gossamer/core';
import { compile } from '@gossamer/core/compile';
import { seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import type { WebDevice } from '../options.js';

/** Input height and width: small, because the browser's software GPU is slow, and unequal. */
export const SIZE = [64, 96] as const;

/** Model to the variance gain that keeps its activations in range. */
export const FAMILIES: Readonly<Record<string, number>> = {
  mobilenetv1_100: 2,
  mobilenetv2_035: 1.3,
  mobilenetv3_small_050: 2,
  mobilenetv4_conv_small_035: 1.2,
  mobilenetv4_hybrid_medium_075: 1.2,
  fasternet_t0: 0.65,
  shufflenetv1_g8_050: 0.9,
  cspresnet50: 1.2,
  csp_peleenet: 1,
  ghostnet_050: 0.9,
  ghostnetv2_100: 1.1,
  ghostnetv3_050: 0.4,
  g_ghost_regnetx_002: 1,
  regnetx_002: 1,
};

/** The network as its definition says, with seeded weights. */
export async function plainModel(name: string, size: number | readonly [number, number]): Promise<Model> {
  const { graph } = createModel(await findModel(name), { batch: 1, size });
  return { graph, weights: seededWeights(graph.params, FAMILIES[name] ?? 1) };
}

/** The network compiled for where it runs. */
export async function loweredModel(
  name: string,
  size: number | readonly [number, number],
  target: WebDevice,
): Promise<Model> {
  return compile(await plainModel(name, size), { target }).model;
}
