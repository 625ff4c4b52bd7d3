// A roofline as a page shows it.

import { layerWork } from '@gossamer/core/analysis';
import type { RooflineReport as RooflinePage } from '@gossamer/report';
import type { RooflineReport } from './roofline-document.js';

/** The sweep is that of int8 tensors. */
const SWEEP_BYTES = 1;

export function rooflinePage({ device, predictions, sweep }: RooflineReport): RooflinePage {
  const { name, macsPerSecond, bytesPerSecond, source } = device;
  const ridges = sweep.map(({ ridge }) => ridge);
  return {
    kind: 'roofline',
    device: { name, macsPerSecond, bytesPerSecond, source },
    ridges: [Math.min(...ridges), Math.max(...ridges)],
    models: predictions.map(({ model, time, top1, plainLayers }) => ({
      model,
      ms: 1000 * time.seconds,
      top1: top1 ?? null,
      work: plainLayers.map((layer) => layerWork(layer, SWEEP_BYTES)),
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
