// Devices by name: peaks computed from published figures, the arithmetic in their sources.

import type { Device } from './device.js';

/**
 * Peaks of kinds of hardware, not of one product's measured speed: a network's real time is above what they give.
 * Measure your own machine to predict its times.
 */
export const devices = {
  /** Four cores of a laptop's processor at float32. */
  'laptop-cpu': {
    name: 'laptop-cpu',
    macsPerSecond: 16 * 3.5e9 * 4,
    bytesPerSecond: 51.2e9,
    overheadSeconds: 2e-6,
    source:
      'AVX2 with two 8-wide FMA units (Intel 64 optimisation manual, Skylake and later client cores) = 16 MACs a cycle; ' +
      '3.5 GHz under load and four cores assumed: 224 GMAC/s. Memory: two channels of DDR4-3200 (JESD79-4), ' +
      '2 x 8 B x 3.2 GT/s = 51.2 GB/s. 2 us a node assumed',
  },
  /** A phone's processor, its big core and three middle ones, float32. */
  'phone-cpu': {
    name: 'phone-cpu',
    macsPerSecond: 8 * 2.5e9 + 3 * 8 * 2.2e9,
    bytesPerSecond: 25.6e9,
    overheadSeconds: 2e-6,
    source:
      'NEON with two 4-wide FMA pipes (Arm Cortex-A78 software optimisation guide) = 8 MACs a cycle and core; 2.5 GHz ' +
      'and 3 x 2.2 GHz assumed: 72.8 GMAC/s. Memory: 51.2 GB/s of 64-bit LPDDR5-6400 (JESD209-5), half of it assumed ' +
      'to reach the processor',
  },
  /** An int8 accelerator of Edge TPU's class with memory of its own. */
  'edge-tpu-like': {
    name: 'edge-tpu-like',
    macsPerSecond: 2e12,
    bytesPerSecond: 25.6e9,
    efficiency: {
      'Conv 3x3 depthwise': 0.125,
      'Conv 5x5 depthwise': 0.125,
      'Conv 7x7 depthwise': 0.125,
    },
    elementBytes: 1,
    source:
      '4 TOPS int8 (Coral Edge TPU data sheet) = 2 TMAC/s. 25.6 GB/s (LPDDR4X-3200, 64 bit) assumed: the data sheet ' +
      'gives none. Depthwise kernels at an eighth of the array assumed. Ridge point 78 MACs a byte',
  },
  /** A datacentre GPU with fp16 tensor cores. */
  'datacentre-gpu': {
    name: 'datacentre-gpu',
    macsPerSecond: 156e12,
    bytesPerSecond: 1555e9,
    overheadSeconds: 3e-6,
    elementBytes: 2,
    source:
      'NVIDIA A100 40 GB data sheet: 312 TFLOPS dense fp16 tensor = 156 TMAC/s, 1,555 GB/s. Depthwise and grouped ' +
      'convolutions do not use tensor cores; no efficiency is given for them. 3 us a kernel launch assumed',
  },
} as const satisfies Record<string, Device>;
