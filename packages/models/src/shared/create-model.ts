// Builds a network from its spec: the graph, its features, and what was asked for.

import { type Dim, Graph, OptionError, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { type FeatureInfo, featureInfo } from './feature-info.js';
import { type OptionSchema, type OptionValues, resolveOptions } from './options.js';
import type { CommonOptions, FeatureTap, GlobalPool, ModelSpec } from './spec.js';
import { type TrainingRates, trainingRates } from './training-rates.js';

/** What every model takes. */
export interface BuildOptions {
  /** Classifier outputs; 0 gives the pooled vector as `embedding`. Default: the spec's, mostly 1000. */
  numClasses?: number;
  /** Input channels. Default 3. */
  inChans?: number;
  /** Input height and width; `dynamic` leaves both open. Default: the spec's. */
  size?: number | readonly [height: number, width: number] | 'dynamic';
  /** Default `dynamic`. */
  batch?: number | 'dynamic';
  /** Default 32. */
  outputStride?: 8 | 16 | 32;
  /**
   * How the head pools, as in timm: 'avg', 'max', half of both, both behind each other (twice the channels), or '' for the
   * map itself as `map`, which goes with `numClasses: 0`. Default 'avg'.
   */
  globalPool?: GlobalPool;
  /** Feature maps instead of logits: true for all, or indices of the family's list, negative from the end. */
  features?: boolean | readonly number[];
  /** Dropout in front of the classifier while training; carried as data, the graph is that of inference. Default 0. */
  dropRate?: number;
  /** Stochastic depth (arXiv:1603.09382) of the last shortcut while training, growing linearly from 0. Default 0. */
  dropPathRate?: number;
}

/** Options of a model: the common ones and its family's. */
export type ModelOptions<S extends OptionSchema> = BuildOptions & Partial<OptionValues<S>>;

/** A built network. `graph` has the input `pixel_values` and the outputs `logits`, `embedding`, `map` or `feature_I`. */
export interface Network {
  readonly spec: ModelSpec;
  readonly graph: Graph;
  /** The features it was built with, or could be. */
  readonly features: readonly FeatureInfo[];
  /** Dropout and stochastic depth, for a trainer. */
  readonly training: TrainingRates;
  /** All options as resolved, for metadata. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Builds the network of a spec. No weights are read or made.
 * @throws OptionError for an option that is unknown, out of range, or that the family cannot honour
 * @throws ShapeError where the network does not work at that size
 */
export function createModel<S extends OptionSchema>(
  spec: ModelSpec<S>,
  options: ModelOptions<S> = {},
): Network {
  checkSpec(spec);
  const {
    numClasses = spec.numClasses ?? 1000,
    inChans = spec.input.channels,
    size,
    batch,
    outputStride = 32,
    globalPool = spec.family.globalPools?.[0] ?? 'avg',
    features,
    dropRate = 0,
    dropPathRate = 0,
    ...own
  } = options;
  checkCommon(spec as unknown as ModelSpec, { numClasses, inChans, outputStride, globalPool });
  const family = resolveOptions(spec.family.options, spec.variant, own, spec.name, Object.keys(COMMON));
  const all = { ...family, numClasses, outputStride, globalPool } as OptionValues<S> & CommonOptions;
  const graph = new Graph(spec.name);
  const [height, width] = spatialDims(spec.input, size, spec.name);
  const shape: Dim[] = [batchDim(batch, spec.name), inChans, height, width];
  const x = graph.addInput('pixel_values', new Value(tensorType('float32', shape)));
  const s = scopeOf(graph);
  const backbone = spec.family.backbone(s, x, all);
  const wanted =
    features === undefined || features === false
      ? undefined
      : featureIndices(features, backbone.features, spec.name);
  if (wanted === undefined) {
    graph.setOutputs([{ name: headOutput(all), value: spec.family.head(s, backbone.last, all) }]);
  } else {
    graph.setOutputs(
      wanted.map((index) => ({ name: `feature_${index}`, value: backbone.features[index]?.value as Value })),
    );
  }
  graph.prune();
  const infos = backbone.features.map((tap, index) => featureInfo(tap, index));
  return {
    spec: spec as unknown as ModelSpec,
    graph,
    features: wanted === undefined ? infos : infos.filter((info) => wanted.includes(info.index)),
    training: trainingRates(graph, dropRate, dropPathRate),
    options: { ...all, inChans },
  };
}

/** Names of what every model takes, complete by its type. */
const COMMON: Readonly<Record<keyof BuildOptions, true>> = {
  numClasses: true,
  inChans: true,
  size: true,
  batch: true,
  outputStride: true,
  globalPool: true,
  features: true,
  dropRate: true,
  dropPathRate: true,
};

function headOutput({ numClasses, globalPool }: CommonOptions): string {
  if (numClasses > 0) return 'logits';
  return globalPool === '' ? 'map' : 'embedding';
}

/** Programs without types pass names, and modules instead of what is in them. */
function checkSpec(spec: unknown): void {
  if (typeof (spec as ModelSpec | undefined)?.family?.backbone === 'function') return;
  const found = typeof spec === 'string' ? `"${spec}"` : typeof spec;
  throw new OptionError(`expected the spec of a model, found ${found}`, {
    hint: "import one from its family, as '@gossamer/models/mobilenetv2', or use create(name) of '@gossamer/models/catalog'",
  });
}

function checkCommon(
  spec: ModelSpec,
  o: Pick<Required<BuildOptions>, 'numClasses' | 'inChans' | 'outputStride' | 'globalPool'>,
): void {
  const natural = (value: number, least: number): boolean =>
    Number.isSafeInteger(value) && value >= least && value <= 1e6;
  if (!natural(o.numClasses, 0))
    throw new OptionError(`numClasses should be 0 or a positive integer, found ${shown(o.numClasses)}`, {
      within: spec.name,
    });
  if (!natural(o.inChans, 1))
    throw new OptionError(`inChans should be a positive integer, found ${shown(o.inChans)}`, {
      within: spec.name,
    });
  if (!(spec.family.outputStrides as readonly number[]).includes(o.outputStride)) {
    throw new OptionError(`outputStride ${shown(o.outputStride)} is not possible`, {
      within: spec.name,
      hint: spec.family.outputStrideNote ?? `possible: ${spec.family.outputStrides.join(', ')}`,
    });
  }
  checkGlobalPool(spec, o);
}

/** A value as one would write it: `10` is a number, `"10"` a text. */
const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

function checkGlobalPool(
  { name, family }: ModelSpec,
  { globalPool, numClasses }: Pick<CommonOptions, 'globalPool' | 'numClasses'>,
): void {
  const { globalPools = ['avg'] } = family;
  if (!globalPools.includes(globalPool)) {
    throw new OptionError(`globalPool ${shown(globalPool)} is not possible`, {
      within: name,
      hint: `possible: ${globalPools.map(shown).join(', ')}`,
    });
  }
  if (globalPool === '' && numClasses > 0) {
    throw new OptionError("globalPool '' leaves a map, and a classifier needs a vector", {
      within: name,
      hint: 'numClasses: 0 gives the map; with classes pool by one of the others',
    });
  }
}

function spatialDims(
  input: { height: number; width: number },
  size: BuildOptions['size'],
  within: string,
): readonly [Dim, Dim] {
  if (size === 'dynamic') return [symbolicDim('H'), symbolicDim('W')];
  const sides = typeof size === 'number' ? [size, size] : (size ?? [input.height, input.width]);
  const [height, width] = sides as readonly [number, number];
  const fits = (side: number): boolean => Number.isSafeInteger(side) && side > 0 && side <= 65536;
  if (sides.length === 2 && fits(height) && fits(width)) return [height, width];
  throw new OptionError(`size should be one or two positive integers, found ${JSON.stringify(size)}`, {
    within,
    hint: 'for example 224 or [192, 256]',
  });
}

function batchDim(batch: BuildOptions['batch'], within: string): Dim {
  if (batch === undefined || batch === 'dynamic') return symbolicDim('N');
  if (Number.isSafeInteger(batch) && batch > 0) return batch;
  throw new OptionError(`batch should be a positive integer or "dynamic", found ${shown(batch)}`, { within });
}

function featureIndices(
  wanted: true | readonly number[],
  taps: readonly FeatureTap[],
  within: string,
): number[] {
  if (wanted === true) return taps.map((_, index) => index);
  if (!Array.isArray(wanted)) {
    throw new OptionError(`features should be true, false or indices, found ${JSON.stringify(wanted)}`, {
      within,
    });
  }
  const indices = wanted.map((index) => (index < 0 ? index + taps.length : index));
  const bad = wanted.filter((_, i) => taps[indices[i] as number] === undefined);
  if (bad.length > 0 || wanted.length === 0) {
    throw new OptionError(`there is no feature ${bad.join(', ') || 'asked for'}`, {
      within,
      hint: `features run from 0 to ${taps.length - 1} (or ${-taps.length} to -1): ${taps.map((tap) => tap.name).join(', ')}`,
    });
  }
  return [...new Set(indices)].sort((a, b) => a - b);
}
