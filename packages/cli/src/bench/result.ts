// Result: what a variant's runs come to.

import { type Device, roofline } from '@gossamer/core/analysis';
import type { Contestant } from './contestant.js';
import { engineKey, isOneThread } from './engines.js';
import { noiseOf } from './noise.js';
import { type Basis, roundMedians, timesOf } from './rounds.js';
import type { Measured, MeasuredMachine, MeasuredProbe } from './run-benchmark.js';
import { type Summary, smallest, summarizeTimes } from './statistics.js';
import type { Variant } from './variant.js';

export interface Result {
  readonly variant: Variant;
  readonly contestant: Contestant;
  /** Results of one group have had the same rounds. */
  readonly group: number;
  /** The clock that the figures below go by. */
  readonly basis: Basis;
  readonly wall: Summary;
  readonly cpu: Summary;
  /** Medians of the rounds. */
  readonly rounds: Readonly<Record<Basis, readonly number[]>>;
  readonly imagesPerSecond: number;
  /** Two operations for each multiply-accumulate; undefined where costs are unknown. */
  readonly gflops: number | undefined;
  /**
   * The time that the machine's limits allow the layers that compute, over the fastest run; 1 at best. Fastest runs,
   * also of the probes: this is about network and runtime, not about neighbours. Undefined where costs are unknown,
   * and for other precisions than fp32.
   */
  readonly rooflineShare: number | undefined;
}

export function resultOf({ contestant, blocks, machine, group }: Measured): Result {
  const { variant, costs } = contestant;
  const basis = basisFor(machine);
  const times = {
    wall: summarizeTimes(timesOf(blocks, 'wall')),
    cpu: summarizeTimes(timesOf(blocks, 'cpu')),
  };
  const rounds = { wall: roundMedians(blocks, 'wall'), cpu: roundMedians(blocks, 'cpu') };
  const { p50, min } = times[basis];
  // The probes' limits are those of float32.
  const bounded = variant.precision === 'fp32' ? costs : undefined;
  return {
    variant,
    contestant,
    group,
    basis,
    ...times,
    rounds,
    imagesPerSecond: (variant.batch * 1000) / p50,
    gflops: costs && (2 * costs.macs) / p50 / 1e6,
    rooflineShare: bounded && (1000 * roofline(bounded.layers, limitsOf(machine, basis)).seconds) / min,
  };
}

/**
 * One thread's processor time is what its wall time would be on a quiet machine. With several threads it says
 * nothing: waiting threads spin.
 */
export function basisFor(machine: MeasuredMachine): Basis {
  return isOneThread(machine) && noiseOf(machine.sgemm.blocks, machine).noisy ? 'cpu' : 'wall';
}

/** What the machine can do at best: the fastest runs of its probes. */
export function limitsOf({ sgemm, copy, ...setting }: MeasuredMachine, basis: Basis): Device {
  const perSecond = ({ work, blocks }: MeasuredProbe): number =>
    (1000 * work) / smallest(timesOf(blocks, basis));
  return {
    name: engineKey(setting),
    macsPerSecond: perSecond(sgemm) / 2,
    bytesPerSecond: perSecond(copy),
    source: 'measured with the networks',
  };
}
