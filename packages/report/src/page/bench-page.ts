// A benchmark to look at: times, the front of time and accuracy, ratios, the steps up to the first run.

import * as Plot from '@observablehq/plot';
import type { BenchReport, BenchReportResult } from '../report-data.js';
import { colour, element, formatCount, section } from './elements.js';
import { isOnFront } from './front.js';

export function showBench(main: HTMLElement, data: BenchReport): void {
  const { title, facts, doubts, results, ratios } = data;
  main.append(
    element('h1', {}, title),
    ...facts.map((fact) => element('p', { class: 'faint' }, fact)),
    ...(doubts.length === 0
      ? []
      : [element('ul', { id: 'doubts' }, ...doubts.map((doubt) => element('li', {}, doubt)))]),
    section(
      'Time of a run',
      'Bars are medians of all runs; the tick is the 90th percentile.',
      'times',
      timesChart(results),
    ),
  );
  if (results.some(({ top1 }) => top1 !== null)) main.append(frontSection(results));
  if (ratios.length > 0) main.append(ratioSection(data));
  main.append(
    section(
      'Up to the first run',
      'Milliseconds of each step, measured once.',
      'phases',
      phasesChart(results),
    ),
    section('All numbers', 'Times go by the clock that the notes name.', 'numbers', table(results)),
  );
}

/** Room for names on the left, and height for rows. */
const rowsOf = (count: number) => ({ width: 960, height: 60 + 24 * count, marginLeft: 330, marginRight: 60 });

function timesChart(results: readonly BenchReportResult[]): Element {
  const engines = new Set(results.map(({ engine }) => engine));
  return Plot.plot({
    ...rowsOf(results.length),
    style: { color: colour('text') },
    x: { label: 'ms', grid: true },
    y: { label: null, domain: results.map(({ label }) => label) },
    color: { legend: engines.size > 1, domain: [...engines] },
    marks: [
      Plot.barX(results, {
        y: 'label',
        x: 'p50',
        fill: engines.size > 1 ? 'engine' : colour('bar'),
        title: (d) => `${d.label}: ${d.p50.toFixed(2)} ms`,
      }),
      Plot.tickX(results, { y: 'label', x: 'p90', stroke: colour('text') }),
      Plot.text(results, {
        y: 'label',
        x: (d) => Math.max(d.p50, d.p90),
        text: (d) => d.p50.toPrecision(3),
        textAnchor: 'start',
        dx: 4,
      }),
    ],
  });
}

interface FrontPoint extends BenchReportResult {
  readonly cost: number;
  readonly front: boolean;
}

/** Each engine has a front of its own. */
function frontPoints(results: readonly BenchReportResult[]): FrontPoint[] {
  const points = results.map((result) => ({ ...result, cost: result.p50 }));
  return points
    .filter(({ top1 }) => top1 !== null)
    .map((point) => ({
      ...point,
      front: isOnFront(
        point,
        points.filter(({ engine }) => engine === point.engine),
      ),
    }))
    .sort((a, b) => a.cost - b.cost);
}

function frontSection(results: readonly BenchReportResult[]): HTMLElement {
  const points = frontPoints(results);
  const chart = Plot.plot({
    width: 960,
    height: 400,
    marginLeft: 60,
    marginRight: 150,
    style: { color: colour('text') },
    x: { type: 'log', label: 'ms a run', grid: true },
    y: { label: 'published top-1, %', grid: true },
    color: { legend: new Set(points.map(({ engine }) => engine)).size > 1 },
    marks: [
      Plot.line(
        points.filter(({ front }) => front),
        { x: 'cost', y: 'top1', z: 'engine', stroke: 'engine', curve: 'step-after' },
      ),
      Plot.dot(points, {
        x: 'cost',
        y: 'top1',
        stroke: 'engine',
        fill: (d) => (d.front ? colour('bar') : 'none'),
        title: (d) => `${d.label}\n${d.p50.toFixed(2)} ms, ${d.top1} %`,
      }),
      Plot.text(points, { x: 'cost', y: 'top1', text: 'model', dx: 6, textAnchor: 'start', fontSize: 9 }),
    ],
  });
  return section(
    'Time and accuracy',
    'Filled points are on the front of their engine: none is both faster and more accurate.',
    'front',
    chart,
  );
}

function ratioSection({ ratios }: BenchReport): HTMLElement {
  const rows = ratios.map((one) => ({ ...one, name: `${one.a} over ${one.b}` }));
  const chart = Plot.plot({
    ...rowsOf(rows.length),
    marginLeft: 430,
    style: { color: colour('text') },
    x: { type: 'log', label: 'times as long', grid: true },
    y: { label: null, domain: rows.map(({ name }) => name) },
    marks: [
      Plot.ruleX([1], { stroke: colour('faint') }),
      Plot.ruleY(rows, { y: 'name', x1: 'low', x2: 'high', stroke: colour('bar'), strokeWidth: 3 }),
      Plot.dot(rows, {
        y: 'name',
        x: 'ratio',
        fill: colour('bar'),
        title: (d) => `${d.ratio.toFixed(3)} (${d.low.toFixed(3)} to ${d.high.toFixed(3)}): ${d.verdict}`,
      }),
    ],
  });
  return section(
    'Ratios',
    'Medians of the ratios of interleaved rounds, with their 95 % interval; left of 1 the first is faster.',
    'ratios',
    chart,
  );
}

function phasesChart(results: readonly BenchReportResult[]): Element {
  const steps = results.flatMap(({ label, phases }) => phases.map((phase) => ({ label, ...phase })));
  return Plot.plot({
    ...rowsOf(results.length),
    style: { color: colour('text') },
    x: { label: 'ms', grid: true },
    y: { label: null, domain: results.map(({ label }) => label) },
    color: { legend: true, scheme: 'tableau10', domain: [...new Set(steps.map(({ phase }) => phase))] },
    marks: [
      Plot.barX(steps, {
        y: 'label',
        x: 'ms',
        fill: 'phase',
        order: null,
        title: (d) => `${d.phase}: ${d.ms.toFixed(1)} ms`,
      }),
    ],
  });
}

const COLUMNS: readonly (readonly [title: string, cell: (result: BenchReportResult) => string])[] = [
  ['network', ({ label }) => label],
  ['p50 ms', ({ p50 }) => p50.toPrecision(3)],
  ['p90 ms', ({ p90 }) => p90.toPrecision(3)],
  ['images/s', ({ imagesPerSecond }) => imagesPerSecond.toPrecision(3)],
  ['GFLOP/s', ({ gflops }) => gflops?.toPrecision(3) ?? '-'],
  ['roofline', ({ rooflineShare: share }) => (share === null ? '-' : `${Math.round(100 * share)} %`)],
  ['top-1', ({ top1 }) => top1?.toFixed(2) ?? '-'],
  ['file', ({ fileBytes }) => `${formatCount(fileBytes)}B`],
  ['memory', ({ rssBytes }) => (rssBytes === null ? '-' : `${formatCount(rssBytes)}B`)],
];

function table(results: readonly BenchReportResult[]): HTMLElement {
  const head = element('tr', {}, ...COLUMNS.map(([title]) => element('th', {}, title)));
  const rows = results.map((result) =>
    element('tr', {}, ...COLUMNS.map(([, cell]) => element('td', {}, cell(result)))),
  );
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
}
