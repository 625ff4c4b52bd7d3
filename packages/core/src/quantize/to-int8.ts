// A float model to a checked int8 model: calibrate, quantize, compare, and keep the worst layers float where that helps.

import type { Model } from '../ir/model.js';
import type { Node } from '../ir/node.js';
import type { Tensor } from '../ir/tensor-data.js';
import {
  type Comparison,
  compareOutputs,
  outputsOf,
  type QualityBound,
  reaches,
  requireQuality,
} from './compare.js';
import { type CalibrateOptions, calibrate, type QuantizeOptions, quantizeInt8 } from './quantize-int8.js';
import { type LayerSensitivity, layerSensitivity } from './sensitivity.js';

export interface ToInt8Options extends CalibrateOptions, QuantizeOptions {
  /** Inputs to compare on; others than the samples. */
  readonly probes: readonly Tensor[];
  /** Default `INT8_BOUND`. */
  readonly bound?: QualityBound;
  /** Most layers that may stay float to reach the bound. Default: an eighth of them. */
  readonly maxFloatLayers?: number;
  /** This many of the most harmful layers stay float, whatever the bound. Default: as few as reach it. */
  readonly floatLayers?: number | undefined;
  /** Measures what each layer loses alone, also where none has to stay float: a session and the probes for each. */
  readonly sensitivity?: boolean | undefined;
  /** Return the model as it comes, with no more layers float than asked for, even where it is below the bound. */
  readonly force?: boolean;
}

/** A model of another precision, and how far it is from the original. */
export interface Converted {
  readonly model: Model;
  readonly comparison: Comparison;
  /** Scope paths of layers that stayed float. */
  readonly floatLayers: readonly string[];
  /** What each layer loses alone, the most harmful first, where it was asked for. */
  readonly sensitivity?: readonly LayerSensitivity[] | undefined;
  /** What was done, in words. */
  readonly notes: readonly string[];
}

/** Below it an int8 model is refused: mean cosine of the outputs, and share of pictures with the same top-1. */
export const INT8_BOUND: QualityBound = { cosine: 0.98, top1: 0.9 };

/**
 * @throws PassError with the figures where the result is below the bound and not forced
 */
export async function toInt8(model: Model, options: ToInt8Options): Promise<Converted> {
  const { probes, bound = INT8_BOUND, force = false, floatLayers } = options;
  const calibration = await calibrate(model, options);
  const expected = await outputsOf(model, probes, options);
  const attempt = async (kept: ReadonlySet<Node>): Promise<Attempt> => {
    const keepFloat = (node: Node): boolean => kept.has(node) || options.keepFloat?.(node) === true;
    const quantized = quantizeInt8(calibration, { ...options, keepFloat });
    const found = await outputsOf(quantized, probes, options);
    return { model: quantized, comparison: compareOutputs(expected, found), kept };
  };
  let known: Promise<readonly LayerSensitivity[]> | undefined;
  const layers = (): Promise<readonly LayerSensitivity[]> => {
    known ??= layerSensitivity(calibration, { ...options, expected });
    return known;
  };
  let best = await attempt(floatLayers ? worst(await layers(), floatLayers) : new Set());
  const mayKeep = floatLayers === undefined && options.maxFloatLayers !== 0;
  if (!force && mayKeep && !reaches(best.comparison, bound)) {
    best = await keepWorst(best, await layers(), { ...options, bound, attempt });
  }
  if (!force) requireQuality(best.comparison, bound, 'int8');
  return {
    model: best.model,
    comparison: best.comparison,
    floatLayers: [...best.kept].map((node) => node.path),
    notes: calibration.reports.flatMap((report) => report.notes),
    ...(options.sensitivity ? { sensitivity: await layers() } : {}),
  };
}

function worst(layers: readonly LayerSensitivity[], count: number): ReadonlySet<Node> {
  return new Set(layers.slice(0, count).map((layer) => layer.node));
}

interface Attempt {
  readonly model: Model;
  readonly comparison: Comparison;
  readonly kept: ReadonlySet<Node>;
}

interface KeepOptions extends ToInt8Options {
  readonly bound: QualityBound;
  attempt(kept: ReadonlySet<Node>): Promise<Attempt>;
}

/** 1, 2, 4, ... of the most harmful layers stay float until the bound is reached. */
async function keepWorst(
  first: Attempt,
  layers: readonly LayerSensitivity[],
  options: KeepOptions,
): Promise<Attempt> {
  const most = options.maxFloatLayers ?? Math.floor(layers.length / 8);
  let best = first;
  for (let count = 1; count <= most; count = Math.min(2 * count, Math.max(most, count + 1))) {
    const next = await options.attempt(worst(layers, count));
    if (next.comparison.sqnr > best.comparison.sqnr) best = next;
    if (reaches(best.comparison, options.bound)) return best;
  }
  return best;
}
