// Was the machine quiet? Told by the probe, whose work is always the same and keeps every thread busy.

import { type EngineSetting, hasProcessorClock } from './engines.js';
import { type Block, roundMedians } from './rounds.js';
import { median, spread } from './statistics.js';

export interface Noise {
  /** Quartile distance of the probe's rounds over their median. */
  readonly spread: number;
  /** Part of the processors asked for that the process really got, 0 to 1; 1 for devices that are no processors. */
  readonly processorShare: number;
  readonly noisy: boolean;
}

const MOST_SPREAD = 0.1;
const LEAST_SHARE = 0.9;

export function noiseOf(probe: readonly Block[], setting: EngineSetting): Noise {
  const shares = probe.flat().map(({ wallMs, cpuMs }) => cpuMs / (wallMs * setting.threads));
  const noise = {
    spread: spread(roundMedians(probe, 'wall')),
    processorShare: hasProcessorClock(setting) ? Math.min(1, median(shares)) : 1,
  };
  return { ...noise, noisy: noise.spread > MOST_SPREAD || noise.processorShare < LEAST_SHARE };
}
