// Measures this machine: runs the probe graphs and fits what each kind of layer costs.

import {
  type Device,
  type FittedCosts,
  fitCosts,
  loweredLayers,
  type TimedLayers,
} from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { Runtime, Session } from '@gossamer/core/runtime';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { layoutBlock, machineInfo } from '@gossamer/runtime-node';
import { ENGINES, type EngineSetting, usualDevice } from '../bench/engines.js';
import { openMachineProbes } from '../bench/machine-probes.js';
import { noiseOf } from '../bench/noise.js';
import { openEngines } from '../bench/open-engines.js';
import { type Basis, type Block, measureRounds, type Runner, timesOf } from '../bench/rounds.js';
import { median, quantile } from '../bench/statistics.js';
import { type Sample, timed } from '../bench/timed.js';
import { lower } from '../pipeline/lower.js';
import { networkProbes } from './network-probes.js';
import { type Probe, probes } from './probes.js';

export interface MeasureOptions {
  readonly engine: LocalEngine;
  readonly threads: number;
  readonly rounds: number;
  /** Measured time of each probe, all rounds together. */
  readonly minMs: number;
  readonly signal: AbortSignal;
  progress(text: string): void;
  /** For tests; by default all. */
  readonly probes?: readonly Probe[];
}

/** Engines that run in this process, whose processor time can be told. */
export const LOCAL_ENGINES = ['node', 'web', 'wasm'] as const;
export type LocalEngine = (typeof LOCAL_ENGINES)[number];

/** A device with what it was fitted from. */
export interface MeasuredDevice extends Device {
  readonly measured: {
    readonly cpu: string;
    readonly engine: LocalEngine;
    readonly threads: number;
    readonly date: string;
    readonly probes: number;
    /** Median relative error of the fit on its own probes. */
    readonly residual: number;
    readonly clock: Basis;
    readonly noisy: boolean;
  };
}

/** Seconds onnxruntime needs for a node, where the probes leave it open. */
const USUAL_OVERHEAD = 2e-6;

/** A probe with a session. */
interface Opened extends Runner {
  readonly session: Session;
  readonly layers: TimedLayers['layers'];
  readonly weight: number;
}

/** Channels in a block of onnxruntime's layout on this processor; WebAssembly's networks stay as they are. */
function channelBlock(engine: LocalEngine): number | undefined {
  return engine === 'node' ? layoutBlock() : undefined;
}

/**
 * Runs all probes interleaved, with a product of matrices and a stream of bytes beside them for the peaks.
 * @throws RuntimeError; the signal ends it with what is complete thrown away
 */
export async function measureDevice(options: MeasureOptions): Promise<MeasuredDevice> {
  const { engine, threads } = options;
  const setting: EngineSetting = { runtime: engine, device: usualDevice(engine), threads };
  const runtime = await openEngines().runtime(setting);
  const machine = await openMachineProbes(runtime, setting);
  const opened: Opened[] = [];
  try {
    for (const probe of options.probes ?? [...probes(), ...(await networkProbes())]) {
      options.signal.throwIfAborted();
      options.progress(`preparing ${probe.name}`);
      opened.push(await open(probe, runtime, channelBlock(engine)));
    }
    const runners = [machine.sgemm, machine.copy, ...opened];
    const evict = evictor();
    const time = async (work: () => Promise<unknown>): Promise<Sample> => {
      evict();
      return timed(work);
    };
    const [sgemm = [], copy = [], ...blocks] = await measureRounds(runners, { ...options, time });
    options.signal.throwIfAborted();
    const { noisy } = noiseOf(sgemm, setting);
    const clock: Basis = threads === 1 ? 'cpu' : 'wall';
    const secondsOf = (runs: readonly Block[]): number => typicalSeconds(runs, clock);
    const macsPerSecond = machine.sgemm.work / 2 / secondsOf(sgemm);
    const bytesPerSecond = machine.copy.work / secondsOf(copy);
    const fitted = fitCosts(
      opened.map(({ layers, weight }, index) => ({
        layers,
        weight,
        seconds: secondsOf(blocks[index] ?? []),
      })),
      {
        overheadSeconds: USUAL_OVERHEAD,
        secondsPerMac: 1 / macsPerSecond,
        secondsPerByte: 1 / bytesPerSecond,
      },
    );
    return describe(fitted, {
      macsPerSecond,
      bytesPerSecond,
      probes: opened.length,
      engine,
      threads,
      clock,
      noisy,
    });
  } finally {
    for (const { session } of opened) await session.dispose();
    await machine.dispose();
  }
}

/** Larger than a core's own caches, smaller than the one it shares. */
const EVICTED_BYTES = 4 * 2 ** 20;

/**
 * Pushes everything out of the core's own caches. A whole network does that to its weights between two runs; a probe
 * is small and would find its own still there.
 */
function evictor(): () => void {
  const bytes = new Float64Array(EVICTED_BYTES / 8);
  return () => {
    for (let i = 0; i < bytes.length; i += 8) bytes[i] = (bytes[i] as number) + 1;
  };
}

/** Median of all runs, as a benchmark reports it. */
function typicalSeconds(blocks: readonly Block[], clock: Basis): number {
  return quantile(timesOf(blocks, clock), 0.5) / 1000;
}

async function open(probe: Probe, runtime: Runtime, block: number | undefined): Promise<Opened> {
  const { graph: built, weight = 1, gain = 1 } = { ...probe, graph: await probe.build() };
  const { model } = lower({ graph: built, weights: seededWeights(built.params, gain) }, 'portable');
  const { graph } = model;
  const onnx = await encodeOnnx(model);
  const session = await runtime.load(onnx, {
    name: probe.name,
  });
  const feeds = Object.fromEntries(
    graph.inputs.map(({ name, value }) => [name, seededInput(name, value.type.shape.map(Number))]),
  );
  return {
    label: probe.name,
    session,
    weight,
    layers: loweredLayers(graph, { channelBlock: block }),
    run: () => session.run(feeds),
  };
}

interface Measurements {
  readonly macsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly probes: number;
  readonly engine: LocalEngine;
  readonly threads: number;
  readonly clock: Basis;
  readonly noisy: boolean;
}

function describe({ costs, runSeconds, residuals }: FittedCosts, m: Measurements): MeasuredDevice {
  const { cpu } = machineInfo();
  const block = channelBlock(m.engine);
  const overheads = Object.values(costs).map(({ overheadSeconds }) => overheadSeconds);
  return {
    name: `this-machine-${m.engine}-${m.threads}`,
    macsPerSecond: m.macsPerSecond,
    bytesPerSecond: m.bytesPerSecond,
    overheadSeconds: median(overheads),
    costs,
    runSeconds,
    ...(block !== undefined && { channelBlock: block }),
    source: `measured on ${cpu} with ${ENGINES[m.engine].about}, ${m.threads} thread${m.threads === 1 ? '' : 's'}: ${m.probes} graphs`,
    measured: {
      cpu,
      engine: m.engine,
      threads: m.threads,
      date: new Date().toISOString(),
      probes: m.probes,
      residual: median(residuals),
      clock: m.clock,
      noisy: m.noisy,
    },
  };
}
