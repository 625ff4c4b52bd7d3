// Passes for people: what each did and what it changed in the graph's cost.

import type { PassCost, PassReport } from '@gossamer/core/passes';
import { formatCount } from './numbers.js';
import { formatTable } from './table.js';

/** A line for each pass that changed something or has something to say, with its notes below it. */
export function passesText(reports: readonly PassReport[]): string[] {
  const told = reports.filter(({ changed, notes }) => changed > 0 || notes.length > 0);
  const [title, ...rows] = formatTable(
    [
      { title: 'pass' },
      { title: 'places', align: 'right' },
      { title: 'nodes', align: 'right' },
      { title: 'MACs', align: 'right' },
      { title: 'weights', align: 'right' },
    ],
    told.map(({ pass, changed, cost }) => [pass, String(changed), ...costCells(cost)]),
  );
  const lines = rows.flatMap((row, i) => [row, ...(told[i]?.notes ?? []).map((note) => `  ${note}`)]);
  return [title as string, ...lines];
}

function costCells(cost: PassReport['cost']): string[] {
  if (cost === undefined) return ['', '', ''];
  const { before, after } = cost;
  const step = (count: (cost: PassCost) => string): string =>
    count(before) === count(after) ? count(after) : `${count(before)} -> ${count(after)}`;
  return [
    step(({ nodes }) => String(nodes)),
    step(({ macs }) => (typeof macs === 'number' ? formatCount(macs) : 'open')),
    step(({ weights }) => formatCount(weights)),
  ];
}
