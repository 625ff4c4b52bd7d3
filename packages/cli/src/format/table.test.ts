import { describe, expect, it } from 'vitest';
import { type Column, formatTable } from './table.js';

const columns: Column[] = [
  { title: 'layer', flexible: true },
  { title: 'MACs', align: 'right' },
];
const rows = [
  ['blocks.5.2.conv_pwl', '7.53 M'],
  ['bn1', ''],
];

describe('formatTable', () => {
  it('pads to the widest', () => {
    expect(formatTable(columns, rows)).toEqual([
      'layer                  MACs',
      'blocks.5.2.conv_pwl  7.53 M',
      'bn1',
    ]);
  });

  it('cuts the middle of flexible cells where the line is too long', () => {
    const lines = formatTable(columns, rows, 22);
    expect(lines[1]).toBe('blocks.…nv_pwl  7.53 M');
    expect(Math.max(...lines.map((line) => line.length))).toBe(22);
  });
});
