// The benchmark: as many sessions as memory allows, probes of the machine beside them, all in the same rounds.

import { nodeRuntime } from '@gossamer/runtime-node';
import { type Contestant, openContestant } from './contestant.js';
import { type EngineSetting, isSameEngine } from './engines.js';
import { type MachineProbes, openMachineProbes } from './machine-probes.js';
import { collectGarbage, quarterFree, residentBytes } from './memory.js';
import { type Engines, openEngines } from './open-engines.js';
import { type Block, measureRounds, type RoundOptions } from './rounds.js';
import type { Variant } from './variant.js';

/** A contestant with its runs. */
export interface Measured {
  readonly contestant: Contestant;
  readonly blocks: readonly Block[];
  /** The machine's limits in the same rounds. */
  readonly machine: MeasuredMachine;
  /** Only contestants of one group have had the same rounds. */
  readonly group: number;
}

/** What the probes of one engine measured. */
export interface MeasuredMachine extends EngineSetting {
  readonly sgemm: MeasuredProbe;
  readonly copy: MeasuredProbe;
}

export interface MeasuredProbe {
  /** Operations, or bytes moved, of one run. */
  readonly work: number;
  readonly blocks: readonly Block[];
}

export interface Benchmark {
  /** In the order of the variants, as far as it came. */
  readonly measured: readonly Measured[];
  /** Of what other runtimes are made of. */
  readonly versions: Readonly<Record<string, string>>;
  /** Resident memory of the process before the first network. */
  readonly baseBytes: number;
  /** Ctrl-C came before the end. */
  readonly stopped: boolean;
}

export interface BenchmarkOptions extends RoundOptions {
  /** Whether one more session may be opened beside those that are open. */
  readonly roomForMore?: () => boolean;
}

/** Measures all variants. Every session is disposed in the end. */
export async function runBenchmark(
  variants: readonly Variant[],
  options: BenchmarkOptions,
): Promise<Benchmark> {
  const { signal, roomForMore = quarterFree() } = options;
  const baseBytes = await baseMemory();
  const measured: Measured[] = [];
  const rest = [...variants];
  const engines = openEngines();
  let versions = {};
  try {
    for (let group = 0; rest.length > 0 && !signal.aborted; group++) {
      measured.push(...(await measureGroup(group, rest, roomForMore, engines, options)));
    }
    versions = await engines.versions();
  } catch (error) {
    // What earlier groups measured is worth showing.
    if (!signal.aborted) throw error;
  } finally {
    await engines.dispose();
  }
  return { measured, versions, baseBytes, stopped: signal.aborted };
}

const ONE_THREAD: EngineSetting = { runtime: 'node', device: 'cpu', threads: 1 };

/** Resident bytes once onnxruntime is loaded and has run something: what every network would need. */
async function baseMemory(): Promise<number> {
  const probes = await openMachineProbes(nodeRuntime({ device: 'cpu', threads: 1 }), ONE_THREAD);
  await probes.sgemm.run();
  await probes.dispose();
  collectGarbage();
  return residentBytes();
}

/** Takes variants off the front of the list as long as there is room, and measures them together. */
async function measureGroup(
  group: number,
  rest: Variant[],
  roomForMore: () => boolean,
  engines: Engines,
  options: BenchmarkOptions,
): Promise<Measured[]> {
  const contestants: Contestant[] = [];
  const probes: MachineProbes[] = [];
  try {
    while (rest.length > 0 && (contestants.length === 0 || roomForMore())) {
      const variant = rest.shift() as Variant;
      options.progress(`preparing ${variant.label}, ${rest.length} to come`);
      contestants.push(await openContestant(variant, engines, options.signal));
    }
    for (const { variant } of contestants) {
      if (probes.some((probe) => isSameEngine(probe, variant))) continue;
      probes.push(await openMachineProbes(await engines.runtime(variant), variant));
    }
    return await measure(group, contestants, probes, options);
  } finally {
    for (const { session } of contestants) await session.dispose();
    for (const probe of probes) await probe.dispose();
  }
}

async function measure(
  group: number,
  contestants: readonly Contestant[],
  probes: readonly MachineProbes[],
  options: BenchmarkOptions,
): Promise<Measured[]> {
  const runners = [...probes.flatMap(({ sgemm, copy }) => [sgemm, copy]), ...contestants];
  const blocks = await measureRounds(runners, options);
  if (blocks[0]?.length === 0) return [];
  const blocksOf = (index: number): readonly Block[] => blocks[index] as readonly Block[];
  const machines = probes.map(({ runtime, device, threads, sgemm, copy }, index) => ({
    runtime,
    device,
    threads,
    sgemm: { work: sgemm.work, blocks: blocksOf(2 * index) },
    copy: { work: copy.work, blocks: blocksOf(2 * index + 1) },
  }));
  return contestants.map((contestant, index) => ({
    contestant,
    blocks: blocksOf(2 * probes.length + index),
    machine: machines.find((machine) => isSameEngine(machine, contestant.variant)) as MeasuredMachine,
    group,
  }));
}
