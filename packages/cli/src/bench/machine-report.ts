// The machine in a report: what it is, what it can do at best, and whether it was quiet.

import { loadavg } from 'node:os';
import { type MachineInfo, machineInfo, nodeRuntime } from '@gossamer/runtime-node';
import { version } from '../version.js';
import type { EngineSetting } from './engines.js';
import { type Noise, noiseOf } from './noise.js';
import { basisFor, limitsOf } from './result.js';
import { type Basis, roundMedians } from './rounds.js';
import type { MeasuredMachine } from './run-benchmark.js';
import { median } from './statistics.js';

export interface MachineReport {
  readonly machine: MachineInfo & { readonly loadAverage: readonly number[] };
  /** Versions by the name of the program or package. */
  readonly versions: Readonly<Record<string, string>>;
  readonly probes: readonly ProbeReport[];
}

export interface ProbeReport extends Noise, EngineSetting {
  /** The clock that all results of this setting go by. */
  readonly basis: Basis;
  /** At best. */
  readonly sgemmGflops: number;
  readonly copyGBps: number;
  /** Median of sgemm's rounds by each clock: tells a slower day from a slower network. */
  readonly sgemmMs: Readonly<Record<Basis, number>>;
}

export async function machineReport(
  machines: Iterable<MeasuredMachine>,
  versions: Readonly<Record<string, string>>,
): Promise<MachineReport> {
  const runtime = nodeRuntime({ device: 'cpu' });
  return {
    machine: { ...machineInfo(), loadAverage: loadavg() },
    versions: {
      gossamer: version(),
      node: process.versions.node,
      'onnxruntime-node': await runtime.version(),
      ...versions,
    },
    probes: [...machines].map(probeReport),
  };
}

function probeReport(machine: MeasuredMachine): ProbeReport {
  const { runtime, device, threads, sgemm } = machine;
  const basis = basisFor(machine);
  const { macsPerSecond, bytesPerSecond } = limitsOf(machine, basis);
  const middle = (clock: Basis): number => median(roundMedians(sgemm.blocks, clock));
  return {
    runtime,
    device,
    threads,
    ...noiseOf(sgemm.blocks, machine),
    basis,
    sgemmGflops: (2 * macsPerSecond) / 1e9,
    copyGBps: bytesPerSecond / 1e9,
    sgemmMs: { wall: middle('wall'), cpu: middle('cpu') },
  };
}
