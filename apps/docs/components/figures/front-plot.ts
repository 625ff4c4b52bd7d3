// Accuracy over cost: a dot a network, a line along those that nothing beats.

import type * as PlotModule from '@observablehq/plot';
import { formatCount } from '../../live/format.js';

export interface FrontPoint {
  readonly name: string;
  readonly cost: number;
  /** Published top-1, percent. */
  readonly accuracy: number;
  /** Whether nothing is both cheaper and more accurate. */
  readonly front: boolean;
}

/** Pixels from which there is room for names. */
const WIDE = 550;
/** Lines of text that a chart is high. */
const LINES = 21;

/** A point with the height its name is written at, in percent. */
type Named = FrontPoint & { readonly at: number };

/**
 * Names right of and below their points, where the line has turned away: none on another.
 * @param line of text, in percent
 */
export function placeNames(front: readonly FrontPoint[], line: number): readonly Named[] {
  let above = Number.POSITIVE_INFINITY;
  return [...front]
    .sort((a, b) => b.accuracy - a.accuracy)
    .map((point) => {
      above = Math.min(point.accuracy - 0.7 * line, above - line);
      return { ...point, at: above };
    });
}

/** @param label of the axis; `unit` stands behind costs, the label itself by default */
export function frontPlot(
  plot: typeof PlotModule,
  width: number,
  points: readonly FrontPoint[],
  label: string,
  unit = label,
): PlotModule.PlotOptions {
  const isWide = width > WIDE;
  const front = points.filter((point) => point.front).sort((a, b) => a.cost - b.cost);
  const all = points.map(({ accuracy }) => accuracy);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const names = isWide ? placeNames(front, (high - low || 1) / LINES) : [];
  return {
    marginLeft: 45,
    marginRight: isWide ? 170 : 20,
    x: { type: 'log', label, tickFormat: 's', ticks: isWide ? 6 : 3, grid: true },
    y: {
      label: 'published top-1, %',
      grid: true,
      ...(all.length > 0 && { domain: [Math.min(low, ...names.map(({ at }) => at)), high] }),
    },
    marks: [
      plot.line(front, { x: 'cost', y: 'accuracy', stroke: 'var(--g-series-1)', curve: 'step-after' }),
      plot.dot(points, {
        x: 'cost',
        y: 'accuracy',
        r: 4,
        stroke: 'var(--g-series-1)',
        fill: (point) => (point.front ? 'var(--g-series-1)' : 'var(--vp-c-bg)'),
        title: (point) => `${point.name}: ${point.accuracy} %, ${formatCount(point.cost)} ${unit}`,
      }),
      plot.text(names, {
        x: 'cost',
        y: 'at',
        text: 'name',
        dx: 6,
        textAnchor: 'start',
        fill: 'var(--vp-c-text-1)',
        stroke: 'var(--vp-c-bg)',
        strokeWidth: 3,
      }),
    ],
  };
}
