// The smallest variant of every family, built alike in the page and in the test.

import type { Model } from '@gossamer/core';
import { compile } from '@gossamer/core/compile';
import { seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { FAMILIES } from '@gossamer/testkit/families';
import type { WebDevice } from '../options.js';

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
