// A report for people: tables that fit the terminal, then what to know about the numbers.

import type { Output } from '../command/output.js';
import { formatTable } from '../format/table.js';
import type { BenchReport } from './bench-report.js';
import { doubts, machineLines } from './report-notes.js';
import { changeTable, comparisonTable, resultTable, type Table } from './report-tables.js';
import { splitTable } from './split-table.js';

export function reportText(report: BenchReport, output: Pick<Output, 'width' | 'bold'>): string {
  const { comparisons, against } = report;
  const show = (table: Table): string[] => print(table, output);
  return [
    ...splitTable(resultTable(report), output.width).flatMap(show),
    ...(comparisons.length === 0 ? [] : show(comparisonTable(comparisons))),
    ...(against === undefined ? [] : [`against ${against.file}`, ...show(changeTable(against.changes))]),
    ...machineLines(report),
    ...[...(against?.notes ?? []), ...doubts(report)].map((text) => `note: ${text}`),
  ].join('\n');
}

function print({ columns, rows }: Table, output: Pick<Output, 'width' | 'bold'>): string[] {
  const [titles = '', ...lines] = formatTable(columns, rows, output.width);
  return [output.bold(titles), ...lines, ''];
}
