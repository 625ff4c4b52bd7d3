// The JSON of `gossamer roofline`.

import { type Device, type LayerTime, ridgePoint, type SweepPoint } from '@gossamer/core/analysis';
import type { Check } from './check.js';
import type { Prediction } from './predict.js';

export interface RooflineReport {
  readonly device: Device;
  readonly predictions: readonly Prediction[];
  readonly sweep: readonly SweepPoint[];
  /** Layers shown of each model. */
  readonly top: number;
  readonly check: Check | undefined;
}

export function rooflineDocument({ device, predictions, sweep, check }: RooflineReport): object {
  return {
    device: { ...device, ridgePoint: ridgePoint(device) },
    models: predictions.map((prediction) => ({
      model: prediction.model,
      top1: prediction.top1 ?? null,
      ms: 1000 * prediction.time.seconds,
      memoryBoundShare: memoryShare(prediction),
      layers: prediction.time.layers.map(layerDocument),
    })),
    sweep: sweep.map(({ ridge, costs, front }) => ({ ridge, costs: Object.fromEntries(costs), front })),
    ...(check === undefined ? {} : { check }),
  };
}

function layerDocument({ layer, seconds, macSeconds, memorySeconds, intensity, bound }: LayerTime): object {
  return {
    path: layer.path,
    kind: layer.kind,
    shape: layer.shape.map(Number),
    macs: Number(layer.macs),
    bytes: Number(layer.bytesRead) + Number(layer.bytesWritten),
    intensity,
    ms: 1000 * seconds,
    arithmeticMs: 1000 * macSeconds,
    memoryMs: 1000 * memorySeconds,
    bound,
  };
}

/** Part of the modelled time in layers that memory limits. */
export function memoryShare({ time }: Prediction): number {
  const bound = time.layers.filter((layer) => layer.bound === 'memory');
  return bound.reduce((sum, { seconds }) => sum + seconds, 0) / time.seconds;
}
