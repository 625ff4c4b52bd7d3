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

/** Pixels of a character, at most. */
const CHARACTER = 6;

/** Room for the names on the left, and height for the rows. */
function rowsOf(names: readonly string[]) {
  const longest = Math.max(...names.map(({ length }) => length));
  return {
    width: 960,
    height: 60 + 24 * names.length,
    marginLeft: 20 + CHARACTER * longest,
    marginRight: 60,
  };
}

/** One colour an engine, the same in all charts. */
function enginesOf(results: readonly BenchReportResult[]) {
  const domain = [...new Set(results.map(({ engine }) => engine))];
  return { domain, legend: domain.length > 1 };
}

function timesChart(results: readonly BenchReportResult[]): Element {
  const names = results.map(({ label }) => label);
  return Plot.plot({
    ...rowsOf(names),
    style: { color: colour('text') },
    x: { label: 'ms', grid: true },
    y: { label: null, domain: names },
    color: enginesOf(results),
    marks: [
      Plot.barX(results, {
        y: 'label',
        x: 'p50',
        fill: 'engine',
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
    color: enginesOf(results),
    marks: [
      Plot.line(
        points.filter(({ front }) => front),
        { x: 'cost', y: 'top1', z: 'engine', stroke: 'engine', curve: 'step-after' },
      ),
      ...[true, false].map((front) =>
        Plot.dot(
          points.filter((point) => point.front === front),
          {
            x: 'cost',
            y: 'top1',
            stroke: 'engine',
            fill: front ? 'engine' : 'none',
            title: (d) => `${d.label}\n${d.p50.toFixed(2)} ms, ${d.top1} %`,
          },
        ),
      ),
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
  const names = rows.map(({ name }) => name);
  const chart = Plot.plot({
    ...rowsOf(names),
    style: { color: colour('text') },
    x: { type: 'log', label: 'times as long', grid: true, tickFormat: '.2~f' },
    y: { label: null, domain: names },
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
  const names = results.map(({ label }) => label);
  const steps = results.flatMap(({ label, phases }) => phases.map((phase) => ({ label, ...phase })));
  return Plot.plot({
    ...rowsOf(names),
    style: { color: colour('text') },
    x: { label: 'ms', grid: true },
    y: { label: null, domain: names },
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
