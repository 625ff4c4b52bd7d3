// The results as Markdown, to be pasted into an issue or a message.

import type { Machine } from './machine.js';
import type { Result } from './result.js';
import { DEVICES } from './setting.js';

export function benchMarkdown(results: readonly Result[], { facts, versions }: Machine): string {
  const rows = results.map(({ measured: { contestant }, latency, low, high }) => {
    const { setting, macs, params, top1 } = contestant;
    return [
      setting.model,
      DEVICES[setting.device].title,
      String(setting.threads),
      (macs / 1e6).toFixed(0),
      (params / 1e6).toFixed(2),
      latency.p50.toPrecision(3),
      `${low.toPrecision(3)}-${high.toPrecision(3)}`,
      (1000 / latency.p50).toFixed(1),
      top1 === undefined ? '-' : top1.toFixed(1),
    ];
  });
  const head = ['model', 'engine', 'threads', 'MMACs', 'Mparams', 'p50 ms', '95 %', 'images/s', 'top-1 %'];
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const about = Object.entries({ ...facts, ...versions }).flatMap(([name, value]) =>
    value === null ? [] : [`- ${name}: ${escaped(String(value))}`],
  );
  const rule = head.map((_, column) => (column < 2 ? '---' : '--:'));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line), '', ...about, ''].join('\n');
}

/** Browsers and graphics cards may have any name. */
function escaped(text: string): string {
  return text.replace(/[|<>*_`[\]\\]/g, '\\$&');
}
