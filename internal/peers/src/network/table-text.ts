// The standings as a table for people.

import type { Standing } from './compete.js';

/** @param clock what the milliseconds are of */
export function tableText(model: string, standings: readonly Standing[], clock = 'CPU ms'): string {
  const titles = ['', 'engine', clock, 'times ours', '95 % interval', 'differs by'];
  const rows = standings.map(({ corner, cpuMs, ratio, difference }, index) => [
    corner.entry.label,
    corner.engine,
    cpuMs.toFixed(2),
    index === 0 ? '1' : ratio.value.toFixed(2),
    index === 0 ? '' : `${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)}`,
    index === 0 ? '' : difference.toExponential(0),
  ]);
  const lines = [[model, ...titles.slice(1)], ...rows];
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
