// A benchmark as a page shows it.

import { findModel, publishedTop1 } from '@gossamer/models/catalog';
import type { BenchReport as BenchPage, BenchReportResult } from '@gossamer/report';
import type { BenchReport } from './bench-report.js';
import { engineKey } from './engines.js';
import { doubts, machineLines } from './report-notes.js';
import { baseLabel } from './report-tables.js';
import type { Result } from './result.js';

export async function benchPage(report: BenchReport): Promise<BenchPage> {
  const { machine, results, comparisons, baseBytes } = report;
  return {
    kind: 'bench',
    title: `Benchmark: ${machine.cpu}`,
    facts: machineLines(report),
    doubts: doubts(report),
    results: await Promise.all(results.map((result) => pageResult(result, baseBytes))),
    ratios: comparisons.map(({ a, b, value, low, high, verdict }) => ({
      a: a.variant.label,
      b: baseLabel({ a, b }),
      ratio: value,
      low,
      high,
      verdict,
    })),
  };
}

async function pageResult(result: Result, baseBytes: number): Promise<BenchReportResult> {
  const { variant, contestant, basis, imagesPerSecond, gflops, rooflineShare } = result;
  const { fileBytes, addedBytes, phases } = contestant;
  const { p50, p90 } = result[basis];
  const isModel = variant.source.kind === 'model';
  return {
    label: variant.label,
    model: variant.model,
    engine: engineKey(variant),
    top1: (isModel ? publishedTop1(await findModel(variant.model), variant.size) : undefined) ?? null,
    p50,
    p90,
    imagesPerSecond,
    gflops: gflops ?? null,
    rooflineShare: rooflineShare ?? null,
    phases: phases.times.map(({ phase, ms }) => ({ phase, ms })),
    fileBytes,
    rssBytes: addedBytes === undefined ? null : baseBytes + addedBytes,
  };
}
