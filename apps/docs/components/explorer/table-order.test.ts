import { describe, expect, it } from 'vitest';
import type { ModelRow } from './model-row.js';
import { COLUMNS, filtered, sorted } from './table-order.js';

const row = (name: string, top1: number | null, macs: number): ModelRow => ({
  name,
  family: name.replace(/_.*/, ''),
  params: 1,
  macs,
  activations: 1,
  size: 224,
  top1,
  ms: {},
});
const rows = [row('b_1', 70, 300), row('a_2', null, 100), row('a_1', 75, 200)];
const names = (list: readonly ModelRow[]) => list.map(({ name }) => name);
const valueIn = (key: string) => COLUMNS.find((column) => column.key === key)?.value ?? (() => null);

describe('the table', () => {
  it('sorts numbers both ways, models without one last', () => {
    expect(names(sorted(rows, valueIn('top1'), 'descending'))).toEqual(['a_1', 'b_1', 'a_2']);
    expect(names(sorted(rows, valueIn('top1'), 'ascending'))).toEqual(['b_1', 'a_1', 'a_2']);
    expect(names(sorted(rows, valueIn('name'), 'ascending'))).toEqual(['a_1', 'a_2', 'b_1']);
  });

  it('filters by name, family and accuracy', () => {
    expect(names(filtered(rows, { text: '_1', family: 'a', scored: false }))).toEqual(['a_1']);
    expect(names(filtered(rows, { text: '', family: '', scored: true }))).toEqual(['b_1', 'a_1']);
  });
});
