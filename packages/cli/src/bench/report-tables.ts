// The tables of a report: their columns as data, their cells as text.

import { formatDecimal } from '../format/numbers.js';
import type { Column } from '../format/table.js';
import type { Change } from './against.js';
import type { BenchReport } from './bench-report.js';
import type { Comparison } from './comparisons.js';
import type { Result } from './result.js';
import { differences } from './variant.js';

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

interface CellColumn<T> extends Column {
  cell(item: T): string;
}

function tableOf<T>(columns: readonly CellColumn<T>[], items: readonly T[]): Table {
  return { columns, rows: items.map((item) => columns.map(({ cell }) => cell(item))) };
}

/** Results; the base memory of the process is part of each peak. */
export function resultTable({ results, baseBytes }: BenchReport): Table {
  return tableOf(resultColumns(baseBytes, phasesOf(results)), results);
}

/** Of the steps every network takes, and those that only some take. */
function phasesOf(results: readonly Result[]): string[] {
  const taken = new Set<string>(
    results.flatMap(({ contestant }) => contestant.phases.times.map(({ phase }) => phase)),
  );
  return [
    'build',
    'bind',
    'passes',
    ...(taken.has('convert') ? ['convert'] : []),
    'encode',
    'create',
    'first',
  ];
}

function resultColumns(baseBytes: number, phases: readonly string[]): readonly CellColumn<Result>[] {
  const right = (title: string, cell: (result: Result) => string): CellColumn<Result> => ({
    title,
    align: 'right',
    cell,
  });
  const phase = (name: string) =>
    right(name, ({ contestant, basis }) => {
      const time = contestant.phases.times.find((candidate) => candidate.phase === name);
      return time === undefined ? '-' : formatDecimal(basis === 'cpu' ? time.cpuMs : time.ms);
    });
  return [
    { title: 'model', flexible: true, cell: ({ variant }) => variant.label },
    right('MMACs', ({ contestant, variant }) =>
      known(contestant.costs && contestant.costs.macs / variant.batch / 1e6),
    ),
    right('Mparams', ({ contestant }) => known(contestant.costs && contestant.costs.params / 1e6)),
    right('p50 ms', (result) => formatDecimal(result[result.basis].p50)),
    right('p90 ms', (result) => formatDecimal(result[result.basis].p90)),
    right('images/s', ({ imagesPerSecond }) => formatDecimal(imagesPerSecond)),
    right('GFLOP/s', ({ gflops }) => known(gflops)),
    right('roofline', ({ rooflineShare: share }) =>
      share === undefined ? '-' : `${Math.round(100 * share)} %`,
    ),
    ...phases.map(phase),
    right('file MB', ({ contestant }) => formatDecimal(contestant.fileBytes / 1e6)),
    right('RSS MB', ({ contestant: { addedBytes } }) =>
      known(addedBytes === undefined ? undefined : (baseBytes + addedBytes) / 1e6),
    ),
  ];
}

function known(value: number | undefined): string {
  return value === undefined ? '-' : formatDecimal(value);
}

export function comparisonTable(comparisons: readonly Comparison[]): Table {
  return tableOf(comparisonColumns, comparisons);
}

const comparisonColumns: readonly CellColumn<Comparison>[] = [
  { title: 'a', flexible: true, cell: ({ a }) => a.variant.label },
  { title: 'b', flexible: true, cell: baseLabel },
  { title: 'a/b', align: 'right', cell: ({ value }) => value.toFixed(3) },
  { title: '95 % interval', align: 'right', cell: ({ low, high }) => `${low.toFixed(3)}-${high.toFixed(3)}` },
  { title: 'rounds', align: 'right', cell: ({ rounds }) => String(rounds) },
  { title: 'time', cell: ({ basis }) => basis },
  { title: 'a is', cell: ({ verdict }) => verdict },
];

/** Of a sibling only what it differs in. */
export function baseLabel({ a: { variant: a }, b: { variant: b } }: Pick<Comparison, 'a' | 'b'>): string {
  if (a.model !== b.model || a.reference !== b.reference) return b.label;
  return differences(a, b)
    .map(({ text }) => text(b))
    .join(' ');
}

export function changeTable(changes: readonly Change[]): Table {
  return tableOf(changeColumns, changes);
}

const changeColumns: readonly CellColumn<Change>[] = [
  { title: 'model', flexible: true, cell: ({ label }) => label },
  { title: 'now/then', align: 'right', cell: ({ value }) => value.toFixed(3) },
  { title: 'interval', align: 'right', cell: ({ low, high }) => `${low.toFixed(3)}-${high.toFixed(3)}` },
  { title: 'time', cell: ({ basis }) => basis },
  { title: 'now', cell: ({ verdict }) => verdict },
];
