// Everything a benchmark has to tell, whatever form it is told in.

import { type Against, compareAgainst } from './against.js';
import { type Comparison, compareAll } from './comparisons.js';
import { type MachineReport, machineReport } from './machine-report.js';
import type { SavedBenchmark } from './read-saved.js';
import { type Result, resultOf } from './result.js';
import type { Benchmark } from './run-benchmark.js';

export interface BenchReport extends MachineReport {
  /** Files to compare with come last. */
  readonly results: readonly Result[];
  readonly comparisons: readonly Comparison[];
  /** Undefined without --against. */
  readonly against: (Against & { readonly file: string }) | undefined;
  /** Resident memory of the process before the first network. */
  readonly baseBytes: number;
  /** Rounds asked for. */
  readonly rounds: number;
  readonly stopped: boolean;
}

export interface ReportOptions {
  readonly rounds: number;
  readonly saved: SavedBenchmark | undefined;
  /** The file `saved` comes from. */
  readonly against: string | undefined;
  /** Somebody has named the models. */
  readonly chosen: boolean;
}

export async function benchReport(
  { measured, versions, baseBytes, stopped }: Benchmark,
  { rounds, saved, against, chosen }: ReportOptions,
): Promise<BenchReport> {
  const machine = await machineReport(new Set(measured.map((one) => one.machine)), versions);
  const results = measured
    .map(resultOf)
    .sort((a, b) => Number(a.variant.reference) - Number(b.variant.reference));
  return {
    ...machine,
    results,
    comparisons: compareAll(results, chosen),
    against: saved && { file: against ?? '', ...compareAgainst(saved, results, machine) },
    baseBytes,
    rounds,
    stopped,
  };
}
