// Lowered model -> the same in fp16 or int8, checked against fp32.

import { isStatic, type Model } from '@gossamer/core';
import type { PreprocessConfig } from '@gossamer/core/image';
import type { PassReport } from '@gossamer/core/passes';
import { type Converted, describeComparison, openOn, toHalf, toInt8 } from '@gossamer/core/quantize';
import type { Network } from '@gossamer/models';
import { nodeRuntime } from '@gossamer/runtime-node';
import { preprocessConfig } from '../words/picture-words.js';
import type { PrecisionWords } from '../words/precision-words.js';
import {
  type CalibrationTensors,
  pictureTensors,
  requirePictures,
  seededTensors,
} from './calibration-tensors.js';
import { requireGain } from './int8-ratios.js';

export interface ConvertOptions {
  /** Preparation of the calibration's pictures; as published where left out. */
  preprocessing?(network: Network): PreprocessConfig;
  readonly signal?: AbortSignal | undefined;
  /** For int8: measure what each layer loses alone. */
  readonly sensitivity?: boolean | undefined;
}

/** What a layer loses when it alone computes on integers. */
export interface LayerLoss {
  readonly path: string;
  readonly op: string;
  /** Signal to noise of the outputs, in dB. */
  readonly sqnr: number;
  readonly cosine: number;
}

/** How a converted model compares with fp32, for `--json`. */
export interface PrecisionReport extends PassReport {
  readonly comparison: Converted['comparison'];
  readonly floatLayers: readonly string[];
  /** The most harmful layer first, where it was asked for. */
  readonly layers?: readonly LayerLoss[];
}

/**
 * The model in the precision asked for, with fp32 inputs and outputs.
 * @throws PassError where it would be too far from fp32, or not faster, and is not forced
 */
export async function convertPrecision(
  model: Model,
  network: Network,
  words: PrecisionWords,
  options: ConvertOptions,
): Promise<{ model: Model; reports: readonly PrecisionReport[] }> {
  const { precision, force = false, floatLayers } = words;
  if (precision === 'fp32') return { model, reports: [] };
  if (precision === 'int8') requireGain(network.spec, force);
  const { samples, probes, notes } = await calibrationTensors(network, words, options);
  const runtime = nodeRuntime({ device: 'cpu' });
  const shared = { open: openOn(runtime), probes, force, signal: options.signal };
  const converted = await (precision === 'int8'
    ? toInt8(model, { ...shared, samples, floatLayers, sensitivity: options.sensitivity })
    : toHalf(model, { ...shared, probes: [...samples, ...probes].slice(0, 16) }));
  return {
    model: converted.model,
    reports: [reportOf(precision, { ...converted, notes: [...notes, ...converted.notes] })],
  };
}

function calibrationTensors(
  network: Network,
  { calibration = 'seeded' }: PrecisionWords,
  { preprocessing = asPublished, signal }: ConvertOptions,
): CalibrationTensors | Promise<CalibrationTensors> {
  const [batch, channels] = network.graph.inputs[0]?.value.type.shape ?? [];
  const count = typeof batch === 'number' ? batch : 1;
  const config = preprocessing(network);
  if (calibration === 'seeded') return seededTensors([count, Number(channels), ...config.inputSize]);
  requirePictures(channels);
  return pictureTensors(calibration, config, count, signal);
}

function asPublished({ spec, graph }: Network): PreprocessConfig {
  const size = graph.inputs[0]?.value.type.shape.slice(2) ?? [];
  return preprocessConfig(
    spec,
    isStatic(size) ? (size as unknown as readonly [number, number]) : undefined,
    {},
  );
}

function reportOf(
  precision: string,
  { comparison, floatLayers, notes, sensitivity }: Converted,
): PrecisionReport {
  const { length } = floatLayers;
  const kept =
    length === 0
      ? []
      : [`${length} ${length === 1 ? 'layer stays' : 'layers stay'} float: ${floatLayers.join(', ')}`];
  const text = `against fp32: ${describeComparison(comparison)}`;
  const layers = sensitivity?.map(({ path, op, comparison: { sqnr, cosine } }) => ({
    path,
    op,
    sqnr,
    cosine,
  }));
  return {
    pass: precision,
    changed: 1,
    notes: [text, ...kept, ...notes],
    comparison,
    floatLayers,
    ...(layers === undefined ? {} : { layers }),
  };
}
