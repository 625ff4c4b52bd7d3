// The results as `gossamer bench --json` writes them, so that the command line can compare with them.

import { checkOutputs, outputProblem, SCHEMA_VERSION } from 'gossamer/bench';
import { compareEngines } from './compare.js';
import type { Machine } from './machine.js';
import type { Result } from './result.js';
import { DEVICES } from './setting.js';

export interface BenchDocument {
  readonly schemaVersion: number;
  readonly machine: object;
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly object[];
  readonly comparisons: readonly object[];
}

export function benchDocument(results: readonly Result[], { facts, versions }: Machine): BenchDocument {
  return {
    schemaVersion: SCHEMA_VERSION,
    machine: facts,
    versions,
    results: results.map(resultDocument),
    comparisons: compareEngines(results).map(({ a, b, value, low, high, rounds, verdict }) => ({
      a: labelOf(a),
      b: labelOf(b),
      ratio: round(value),
      low: round(low),
      high: round(high),
      rounds,
      basis: 'wall',
      verdict,
    })),
  };
}

function labelOf({ measured }: Result): string {
  const { model, device } = measured.contestant.setting;
  return `${model} device=${device}`;
}

function resultDocument(result: Result): object {
  const { measured, latency, rounds } = result;
  const { setting, size, gain, params, macs, phases, fileBytes, outputs } = measured.contestant;
  const { model, device, threads } = setting;
  const counted = checkOutputs(outputs);
  return {
    label: labelOf(result),
    model,
    runtime: 'browser',
    device,
    precision: 'fp32',
    target: DEVICES[device].target,
    threads,
    batch: 1,
    size: size[0] === size[1] ? size[0] : size.join('x'),
    weights: `seeded:${gain}`,
    params,
    macs,
    phases: Object.fromEntries(
      Object.entries(phases).map(([name, ms]) => [name, ms === null ? null : round(ms)]),
    ),
    latencyMs: Object.fromEntries(
      Object.entries(latency).map(([name, value]) => [name, name === 'n' ? value : round(value)]),
    ),
    basis: 'wall',
    imagesPerSecond: round(1000 / latency.p50),
    gflops: round((2 * macs) / latency.p50 / 1e6),
    rooflineShare: null,
    rssBytes: null,
    fileBytes,
    outputs: { ...counted, problem: outputProblem(counted) ?? null },
    rounds: { wallMs: rounds.map(round) },
  };
}

/** Five significant digits are more than any clock here gives. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}
