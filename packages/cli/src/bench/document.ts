// The benchmark as a JSON document: what --json prints, --save writes and --against reads.

import type { BenchReport } from './bench-report.js';
import { outputProblem } from './check-outputs.js';
import type { Result } from './result.js';
import type { Summary } from './statistics.js';

export interface BenchDocument {
  readonly machine: object;
  readonly versions: object;
  readonly results: readonly object[];
  readonly comparisons: readonly object[];
  readonly against?: object;
}

export function benchDocument(report: BenchReport): BenchDocument {
  const { machine, versions, probes, comparisons, against } = report;
  return {
    machine: { ...machine, probes },
    versions,
    results: report.results.map((result) => resultDocument(result, report.baseBytes)),
    comparisons: comparisons.map(({ a, b, value, low, high, rounds, basis, verdict }) => ({
      a: a.variant.label,
      b: b.variant.label,
      ratio: round(value),
      low: round(low),
      high: round(high),
      rounds,
      basis,
      verdict,
    })),
    ...(against && {
      against: {
        file: against.file,
        changes: against.changes.map(({ label, value, low, high, machine: drift, verdict, basis }) => ({
          label,
          ratio: round(value),
          low: round(low),
          high: round(high),
          machineChange: round(drift),
          verdict,
          basis,
        })),
        notes: against.notes,
      },
    }),
  };
}

function resultDocument(result: Result, baseBytes: number): object {
  const { variant, contestant, basis, wall, cpu, rounds } = result;
  const { label, model, runtime, device, precision, target, threads, batch, size } = variant;
  const { costs, phases, weights, outputs, fileBytes, addedBytes } = contestant;
  const cpuPhases = phases.times.map(({ phase, cpuMs }) => [`${phase}Ms`, round(cpuMs)]);
  return {
    label,
    model,
    runtime,
    device,
    precision,
    target,
    threads,
    batch,
    size,
    weights,
    params: costs?.params ?? null,
    // Of one image, like `inspect`.
    macs: costs === undefined ? null : costs.macs / batch,
    phases: { ...NO_PHASES, ...phases.document() },
    phasesCpu: { ...NO_PHASES, ...Object.fromEntries(cpuPhases) },
    // By the clock that `basis` names; both clocks follow.
    latencyMs: summaryDocument(result[basis]),
    basis,
    wallMs: summaryDocument(wall),
    cpuMs: summaryDocument(cpu),
    imagesPerSecond: round(result.imagesPerSecond),
    gflops: result.gflops === undefined ? null : round(result.gflops),
    rooflineShare: result.rooflineShare === undefined ? null : round(result.rooflineShare),
    rssBytes: addedBytes === undefined ? null : baseBytes + addedBytes,
    fileBytes,
    outputs: { ...outputs, problem: outputProblem(outputs) ?? null },
    rounds: { wallMs: rounds.wall.map(round), cpuMs: rounds.cpu.map(round) },
  };
}

/** Files that are only loaded have no build, bind, passes and encode. */
const NO_PHASES = {
  buildMs: null,
  bindMs: null,
  passesMs: null,
  encodeMs: null,
  createMs: null,
  firstMs: null,
};

function summaryDocument({ n, ...times }: Summary): object {
  return { ...Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, round(ms)])), n };
}

/** Five significant digits are more than any clock here gives. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}
