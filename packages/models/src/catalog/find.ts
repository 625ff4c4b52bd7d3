// Looking models up by name.

import { didYouMean, UnknownModelError } from '@gossamer/core';
import { createModel, type ModelOptions, type Network } from '../shared/create-model.js';
import type { ModelSpec } from '../shared/spec.js';
import { catalog } from './catalog.js';

/** Names of all registered models. */
export type ModelName = keyof typeof catalog;

/** The spec of a registered model. */
export type SpecOf<N extends ModelName> = Awaited<ReturnType<(typeof catalog)[N]>>;

/** Options `create` takes for this model. */
export type OptionsOf<N extends ModelName> = SpecOf<N> extends ModelSpec<infer S> ? ModelOptions<S> : never;

/** Registered names, or those that match a pattern with `*` and `?`, in catalog order. */
export function modelNames(pattern = '*'): ModelName[] {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const matcher = new RegExp(`^${source}$`);
  return (Object.keys(catalog) as ModelName[]).filter((name) => matcher.test(name));
}

/** The spec of a model. @throws UnknownModelError with the nearest names */
export async function findModel<N extends ModelName>(name: N): Promise<SpecOf<N>>;
export async function findModel(name: string): Promise<ModelSpec>;
export async function findModel(name: string): Promise<unknown> {
  if (!Object.hasOwn(catalog, name)) {
    throw new UnknownModelError(`there is no model "${name}"`, { hint: hintFor(String(name)) });
  }
  return catalog[name as ModelName]();
}

/** timm writes a model and its weights as one name, `mobilenetv2_100.ra_in1k`, and may say where from. */
function hintFor(name: string): string {
  const [model = '', tag] = name.replace(/^(hf[-_]hub:)?timm\//, '').split('.', 2);
  if (tag !== undefined && Object.hasOwn(catalog, model)) {
    return `the model is ${model}; "${tag}" is the tag of its weights: findCheckpoint(spec, '${tag}'), --weights pretrained:${tag}`;
  }
  return didYouMean(name, Object.keys(catalog)) ?? '`gossamer list` or modelNames() shows all models';
}

/**
 * Builds a registered model by name; a wrong name or option does not compile.
 *
 * @example
 * const { graph, features } = await create('mobilenetv2_100', { numClasses: 10, width: 0.5 });
 */
export async function create<N extends ModelName>(name: N, options?: OptionsOf<N>): Promise<Network> {
  return createModel(await findModel(name as string), options as ModelOptions<Record<never, never>>);
}
