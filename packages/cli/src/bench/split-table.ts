// A table too wide for the terminal as several, each with the first column.

import type { Table } from './report-tables.js';

const GAP = 2;

/** As few tables as fit the width, columns in their order. */
export function splitTable({ columns, rows }: Table, width: number): Table[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] as string).length)),
  );
  const first = widths[0] ?? 0;
  const parts: number[][] = [[0]];
  let used = first;
  widths.slice(1).forEach((size, index) => {
    if (used + GAP + size > width && used > first) {
      parts.push([0]);
      used = first;
    }
    parts.at(-1)?.push(index + 1);
    used += GAP + size;
  });
  return parts.map((part) => ({
    columns: pick(columns, part),
    rows: rows.map((row) => pick(row, part)),
  }));
}

function pick<T>(items: readonly T[], indices: readonly number[]): T[] {
  return indices.map((index) => items[index] as T);
}
