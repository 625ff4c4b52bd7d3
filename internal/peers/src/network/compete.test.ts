// Rounds and medians on corners whose times are known.

import { expect, it } from 'vitest';
import { compete } from './compete.js';
import type { Corner } from './corner.js';
import { median, medianInterval } from './statistics.js';
import { tableText } from './table-text.js';

/** Takes `ms` of the processor, a quarter more in every fourth run; its first run of a block takes ten times that. */
function corner(label: string, ms: number, output: readonly number[]): Corner {
  return {
    entry: { kind: 'onnxruntime', label, path: '' },
    engine: 'none',
    output,
    measure: async (runs) =>
      Array.from({ length: runs }, (_, i) => {
        const factor = i === 0 ? 10 : i % 4 === 3 ? 1.25 : 1;
        return { wallMs: 2 * ms * factor, cpuMs: ms * factor };
      }),
    close: () => {},
  };
}

it('compares medians of rounds with the first corner, and outputs with its own', async () => {
  const corners = [corner('ours', 4, [1, -8]), corner('theirs', 20, [1, -8.008])];
  const standings = await compete(corners, { rounds: 9, blockMs: 60, progress: () => {} });
  expect(standings.map(({ cpuMs }) => cpuMs)).toEqual([4, 20]);
  expect(standings[1]?.ratio).toEqual({ value: 5, low: 5, high: 5 });
  expect(standings[1]?.difference).toBeCloseTo(0.001, 10);
  expect(tableText('some_net', standings)).toMatchInlineSnapshot(`
    "some_net  engine  CPU ms  times ours  95 % interval  differs by
    ours      none      4.00           1
    theirs    none     20.00        5.00      5.00-5.00        1e-3"
  `);
});

it('gives a network of another size no difference at all', async () => {
  const corners = [corner('ours', 4, [1, 2]), corner('theirs', 4, [1])];
  const standings = await compete(corners, { rounds: 9, blockMs: 1, progress: () => {} });
  expect(standings[1]?.difference).toBeNaN();
});

it('knows medians and how well it knows them', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  const interval = medianInterval([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(interval).toEqual({ value: 8, low: 3, high: 13 });
});
