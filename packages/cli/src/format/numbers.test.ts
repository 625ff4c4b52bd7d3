import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatDecimal } from './numbers.js';

it('writes three significant digits with a unit', () => {
  expect([0, 7, 999, 999.6, 1000, 3_504_872, 300_774_272, 15_499_999_999].map(formatCount)).toEqual([
    '0',
    '7',
    '999',
    '1.00 k',
    '1.00 k',
    '3.50 M',
    '301 M',
    '15.5 G',
  ]);
  expect([12, 13_986_617].map(formatBytes)).toEqual(['12 B', '14.0 MB']);
  expect([0, 0.000123, 0.868, 9.515, 29, 1234.5].map(formatDecimal)).toEqual([
    '0',
    '0.000123',
    '0.868',
    '9.52',
    '29.0',
    '1235',
  ]);
});
