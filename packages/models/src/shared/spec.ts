// What a model is: a family (how it is built) and a spec (one published variant of it).

import type { Scope, Value } from '@gossamer/core';
import type { CheckpointEntry } from './checkpoint-entry.js';
import type { OptionSchema, OptionValues } from './options.js';

/** A feature map of a backbone under the name its authors (or timm) give it. */
export interface FeatureTap {
  readonly name: string;
  readonly value: Value;
}

export interface Backbone {
  /** One tap a stage, finest first. */
  readonly features: readonly FeatureTap[];
  /** What the head takes. */
  readonly last: Value;
}

/** How a head pools a map to one pixel, by timm's names; '' leaves the map as it is. */
export type GlobalPool = 'avg' | 'max' | 'avgmax' | 'catavgmax' | '';

/** What every network understands beside its family's own options. */
export interface CommonOptions {
  /** 8, 16 or 32: later strides are traded for dilation. */
  readonly outputStride: 8 | 16 | 32;
  /** Classifier outputs; 0 leaves the classifier out and gives the pooled vector. */
  readonly numClasses: number;
  /** One of the family's `globalPools`. */
  readonly globalPool: GlobalPool;
}

/** How the networks of one paper are built. */
export interface Family<S extends OptionSchema = OptionSchema> {
  readonly name: string;
  /** Paper or repository it follows. */
  readonly source: string;
  readonly options: S;
  /** Output strides it can be built with; a note on how, or why 32 is the only one. */
  readonly outputStrides: readonly (8 | 16 | 32)[];
  readonly outputStrideNote?: string;
  /** What its head can pool by, the default first. Default: 'avg' alone. */
  readonly globalPools?: readonly GlobalPool[];
  backbone(s: Scope, x: Value, options: OptionValues<S> & CommonOptions): Backbone;
  /** Pooled vector [N,D], then the classifier where `numClasses` is not 0. With `globalPool: ''` a map [N,D,H,W]. */
  head(s: Scope, last: Value, options: OptionValues<S> & CommonOptions): Value;
}

export interface InputSpec {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** One variant: a name, the family's options it sets, and what was published of it. */
export interface ModelSpec<S extends OptionSchema = OptionSchema> {
  readonly name: string;
  readonly family: Family<S>;
  /** Options in which this variant differs from the family's defaults. */
  readonly variant: Partial<OptionValues<S>>;
  readonly input: InputSpec;
  /** Default 1000. */
  readonly numClasses?: number;
  /** Published weights, the default one first. */
  readonly checkpoints: () => readonly CheckpointEntry[];
}

/** RGB at 224 x 224. */
export const imagenet224: InputSpec = { channels: 3, height: 224, width: 224 };

/**
 * Specs of a family, a line each: `spec('mobilenetv2_050', { width: 0.5 }, checkpoints)`.
 * Each call is marked `@__PURE__`, so that bundlers drop the variants nobody imports.
 */
export function variantsOf<S extends OptionSchema>(
  family: Family<S>,
  input: InputSpec,
): (
  name: string,
  variant: Partial<OptionValues<S>>,
  checkpoints?: () => readonly CheckpointEntry[],
  at?: InputSpec,
) => ModelSpec<S> {
  return (name, variant, checkpoints = () => [], at = input) => ({
    name,
    family,
    input: at,
    variant,
    checkpoints,
  });
}
