// The roofline model as MobileNetV4 states it: each layer takes the longer of its arithmetic and its memory traffic.

import { bindDim, type Dim } from '../ir/dim.js';
import type { Device } from './device.js';
import type { LayerSummary } from './summary.js';

export interface LayerTime {
  readonly layer: LayerSummary;
  /** MACs / peak, over the op kind's efficiency. */
  readonly macSeconds: number;
  /** Bytes of weights, inputs and outputs / bandwidth. */
  readonly memorySeconds: number;
  /** The longer of the two, and the overhead of a node. */
  readonly seconds: number;
  /** MACs a byte moved. */
  readonly intensity: number;
  readonly bound: 'arithmetic' | 'memory';
}

export interface RooflineTime {
  readonly device: Device;
  readonly layers: readonly LayerTime[];
  /**
   * ModelTime = sum over layers of max(MACTime, MemTime), arXiv:2404.10518, equation 1; with what a run costs beside
   * them. On devices with measured costs the two times of a layer add up.
   */
  readonly seconds: number;
}

/** MACs and bytes of one layer, as numbers. */
export interface LayerWork {
  readonly macs: number;
  readonly bytes: number;
}

/** Modelled time of a network's layers on a device. Symbolic batches count as one picture. */
export function roofline(layers: readonly LayerSummary[], device: Device): RooflineTime {
  const times = layers.map((layer) => layerTime(layer, device));
  const seconds = times.reduce((sum, time) => sum + time.seconds, device.runSeconds ?? 0);
  return { device, layers: times, seconds };
}

function layerTime(layer: LayerSummary, device: Device): LayerTime {
  const { macs, bytes } = layerWork(layer, device.elementBytes ?? 4);
  const cost = device.costs?.[layer.kind];
  const efficiency = device.efficiency?.[layer.kind] ?? 1;
  const macSeconds = macs * (cost?.secondsPerMac ?? 1 / (device.macsPerSecond * efficiency));
  const memorySeconds = bytes * (cost?.secondsPerByte ?? 1 / device.bytesPerSecond);
  const overhead = cost?.overheadSeconds ?? device.overheadSeconds ?? 0;
  return {
    layer,
    macSeconds,
    memorySeconds,
    seconds: (cost ? macSeconds + memorySeconds : Math.max(macSeconds, memorySeconds)) + overhead,
    intensity: bytes === 0 ? 0 : macs / bytes,
    bound: macSeconds >= memorySeconds ? 'arithmetic' : 'memory',
  };
}

/** Costs were counted on float32 tensors; `elementBytes` scales them to the device's number format. */
export function layerWork(layer: LayerSummary, elementBytes = 4): LayerWork {
  const bytes = one(layer.bytesRead) + one(layer.bytesWritten);
  return { macs: one(layer.macs), bytes: (bytes * elementBytes) / 4 };
}

function one(dim: Dim): number {
  const bound = bindDim(dim, new Map([['N', 1]]));
  return typeof bound === 'number' ? bound : Number.NaN;
}
