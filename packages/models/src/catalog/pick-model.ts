// Picks a model by modelled latency and published accuracy.

import { type Device, loweredLayers, roofline } from '@gossamer/core/analysis';
import { createModel } from '../shared/create-model.js';
import type { ModelSpec } from '../shared/spec.js';
import { findModel, type ModelName, modelNames } from './find.js';

export interface PickOptions {
  /** Milliseconds one picture may take. */
  readonly budgetMs: number;
  /** Such as `devices['phone-cpu']` of core's analysis, or a measured one. */
  readonly device: Device;
  /** Published ImageNet-1k top-1, percent, at least. Default 0: any model that has one. */
  readonly minTop1?: number;
  /** Names to choose from, with `*` and `?`. Default all. */
  readonly pattern?: string;
}

export interface PickedModel {
  readonly name: ModelName;
  /** Modelled time of one picture at the model's own input size. */
  readonly predictedMs: number;
  /** Published top-1 at that size; undefined where nobody published one. */
  readonly top1: number | undefined;
}

/** Modelled time of one picture at the model's own input size, in milliseconds. */
export function predictMs(spec: ModelSpec, device: Device): number {
  const { graph } = createModel(spec, { batch: 1 });
  return 1000 * roofline(loweredLayers(graph, { channelBlock: device.channelBlock }), device).seconds;
}

/**
 * ImageNet-1k top-1 in percent of the first checkpoint measured at this input size, the model's own by default;
 * undefined where there is none: of another size the time would be another one.
 */
export function publishedTop1(spec: ModelSpec, side: unknown = spec.input.height): number | undefined {
  const scores = spec.checkpoints().flatMap(({ accuracy }) => accuracy);
  return scores.find(({ size }) => size === side)?.top1;
}

/**
 * The most accurate model whose modelled time is within the budget, the faster of two equal ones; undefined where
 * there is none.
 *
 * @example
 * const picked = await pickModel({ budgetMs: 10, device: devices['phone-cpu'], minTop1: 72 });
 */
export async function pickModel(options: PickOptions): Promise<PickedModel | undefined> {
  const [best] = await rankModels(options);
  return best;
}

/** All models within the budget, the most accurate one first. */
export async function rankModels(options: PickOptions): Promise<readonly PickedModel[]> {
  const { budgetMs, device, minTop1 = 0, pattern } = options;
  const models: (PickedModel & { readonly top1: number })[] = [];
  for (const name of modelNames(pattern)) {
    const spec = await findModel(name as string);
    const top1 = publishedTop1(spec);
    if (top1 === undefined || top1 < minTop1) continue;
    const predictedMs = predictMs(spec, device);
    if (predictedMs <= budgetMs) models.push({ name, predictedMs, top1 });
  }
  return models.sort((a, b) => b.top1 - a.top1 || a.predictedMs - b.predictedMs);
}
