// A roofline as a page shows it.

import type { RooflineReport as RooflinePage } from '@gossamer/report';
import type { RooflineReport } from './roofline-document.js';

/** The sweep is that of int8 tensors, costs were counted on float32. */
const SWEEP_SCALE = 1 / 4;

export function rooflinePage({ device, predictions, sweep }: RooflineReport): RooflinePage {
  const { name, macsPerSecond, bytesPerSecond, source } = device;
  const ridges = sweep.map(({ ridge }) => ridge);
  return {
    kind: 'roofline',
    device: { name, macsPerSecond, bytesPerSecond, source },
    ridges: [Math.min(...ridges), Math.max(...ridges)],
    sweepScale: SWEEP_SCALE,
    models: predictions.map(({ model, time, top1 }) => ({
      model,
      ms: 1000 * time.seconds,
      top1: top1 ?? null,
      layers: time.layers.map(({ layer, seconds }) => ({
        path: layer.path,
        op: layer.kind,
        shape: layer.shape.map(Number),
        macs: Number(layer.macs),
        bytes: Number(layer.bytesRead) + Number(layer.bytesWritten),
        ms: 1000 * seconds,
      })),
    })),
  };
}
