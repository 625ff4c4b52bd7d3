// A report as Markdown, to be pasted into an issue.

import type { BenchReport } from './bench-report.js';
import { doubts, machineLines } from './report-notes.js';
import { changeTable, comparisonTable, resultTable, type Table } from './report-tables.js';

export function reportMarkdown(report: BenchReport): string {
  const { comparisons, against } = report;
  return [
    ...tableLines(resultTable(report)),
    ...(comparisons.length === 0 ? [] : tableLines(comparisonTable(comparisons))),
    ...(against === undefined
      ? []
      : [`Against \`${against.file}\`:`, '', ...tableLines(changeTable(against.changes))]),
    ...[...machineLines(report), ...(against?.notes ?? []), ...doubts(report)].map(
      (line) => `- ${escaped(line)}`,
    ),
  ].join('\n');
}

function tableLines({ columns, rows }: Table): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...rows.map(line),
    '',
  ];
}

/** Names of files may hold what Markdown takes for its own. */
function escaped(text: string): string {
  return text.replace(/[|<>*_`[\]\\]/g, '\\$&');
}
