import { expect, it } from 'vitest';
import { formatTable } from '../format/table.js';
import { splitTable } from './split-table.js';

const table = {
  columns: [{ title: 'model' }, { title: 'p50' }, { title: 'p90' }, { title: 'images/s' }],
  rows: [['mobilenetv2_100', '4.53', '4.93', '221']],
};

const print = (width: number) =>
  splitTable(table, width).map(({ columns, rows }) => formatTable(columns, rows, width));

it('is one table where there is room', () => {
  expect(splitTable(table, Number.POSITIVE_INFINITY)).toEqual([table]);
  expect(splitTable(table, 37)).toHaveLength(1);
});

it('repeats the first column and loses none of the others', () => {
  expect(print(30)).toEqual([
    ['model            p50   p90', 'mobilenetv2_100  4.53  4.93'],
    ['model            images/s', 'mobilenetv2_100  221'],
  ]);
});

it('gives every column a table where the first alone is too wide', () => {
  expect(splitTable(table, 10).map(({ columns }) => columns[1]?.title)).toEqual(['p50', 'p90', 'images/s']);
});
