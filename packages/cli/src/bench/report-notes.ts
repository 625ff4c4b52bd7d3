// What a reader of the numbers has to know: the machine, its noise, and results that are worth nothing.

import { formatDecimal } from '../format/numbers.js';
import type { BenchReport } from './bench-report.js';
import { outputProblem } from './check-outputs.js';
import { type EngineSetting, engineKey, hasProcessorClock, isOneThread } from './engines.js';
import type { ProbeReport } from './machine-report.js';

/** Lines about the machine and the definitions of the columns. */
export function machineLines({ machine, versions, probes, results }: BenchReport): string[] {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${machine.cpu}, ${machine.available} processors; ${programs.join(', ')}`,
    ...probes.map(probeLine),
    'images/s and GFLOP/s (two a MAC) go by p50; roofline: the time sgemm and copy allow, over the fastest run',
    `build to first: ms, measured once; weights: ${weightsOf(results)}; RSS: peak of a process that runs this network alone`,
  ];
}

function probeLine({ sgemmGflops, copyGBps, ...setting }: ProbeReport): string {
  return `${engineKey(setting)}: sgemm ${formatDecimal(sgemmGflops)} GFLOP/s, copy ${formatDecimal(copyGBps)} GB/s at best`;
}

function weightsOf(results: BenchReport['results']): string {
  const sources = new Set(results.flatMap(({ contestant }) => contestant.weights?.replace(/:.*/, '') ?? []));
  return [...sources].join(', ') || 'of the files';
}

/** Reasons for doubt; empty on a quiet machine with networks that live. */
export function doubts({ probes, results, comparisons, stopped, rounds }: BenchReport): string[] {
  const done = Math.min(...results.map((result) => result.rounds.wall.length));
  return [
    ...(stopped ? [`stopped: ${done} of ${rounds} rounds`] : []),
    ...results.flatMap(({ variant, contestant }) => {
      const problem = outputProblem(contestant.outputs);
      return problem === undefined ? [] : [`${variant.label}: ${problem}`];
    }),
    ...probes.filter(({ noisy }) => noisy).map(noiseLine),
    ...(new Set(results.map(({ group }) => group)).size > 1
      ? ['memory was short: not all networks had the same rounds, and only those that had are compared']
      : []),
    ...(comparisons.some(({ verdict }) => verdict === 'unclear')
      ? [
          'unclear: noise could make the difference; more --rounds and --min-time or a quieter machine would tell',
        ]
      : []),
  ];
}

function noiseLine({ spread, processorShare, ...setting }: ProbeReport): string {
  const taken = hasProcessorClock(setting)
    ? `others took ${Math.round(100 * (1 - processorShare))} % of the processors, `
    : '';
  return `noisy on ${engineKey(setting)}: ${taken}rounds of sgemm spread by ${Math.round(100 * spread)} %; ${adviceFor(setting)}`;
}

function adviceFor(setting: EngineSetting): string {
  if (isOneThread(setting)) return 'times shown are processor time, which neighbours disturb less';
  return hasProcessorClock(setting)
    ? 'take the times as upper bounds, or measure --threads 1: its processor time is less disturbed'
    : 'take the times as upper bounds';
}
