// Sorting and filtering the explorer's table.

import type { ModelRow } from './model-row.js';

export interface Column {
  readonly key: string;
  readonly title: string;
  value(row: ModelRow): string | number | null;
}

export const COLUMNS: readonly Column[] = [
  { key: 'name', title: 'model', value: (row) => row.name },
  { key: 'family', title: 'family', value: (row) => row.family },
  { key: 'top1', title: 'top-1, %', value: (row) => row.top1 },
  { key: 'params', title: 'parameters', value: (row) => row.params },
  { key: 'macs', title: 'MACs', value: (row) => row.macs },
  { key: 'activations', title: 'activations', value: (row) => row.activations },
  { key: 'size', title: 'input', value: (row) => row.size },
];

export type Direction = 'ascending' | 'descending';

/** In order of a column; rows without a value last either way, equal ones as they were. */
export function sorted(
  rows: readonly ModelRow[],
  value: Column['value'],
  direction: Direction,
): readonly ModelRow[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (typeof left === 'string' ? left.localeCompare(String(right)) : left - Number(right));
  });
}

export interface Filter {
  /** Part of a name. */
  readonly text: string;
  /** Empty for all. */
  readonly family: string;
  /** Only models somebody published weights of. */
  readonly scored: boolean;
}

export function filtered(rows: readonly ModelRow[], { text, family, scored }: Filter): readonly ModelRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    (row) =>
      row.name.includes(wanted) && (family === '' || row.family === family) && (!scored || row.top1 !== null),
  );
}
