// Networks on a device to look at: roofs with layers, a ridge point to drag, the front.

import * as Plot from '@observablehq/plot';
import type { RooflineReport } from '../report-data.js';
import { colour, element, formatCount, section } from './elements.js';
import { costsAt, type SweepCost } from './sweep.js';

export function showRoofline(main: HTMLElement, data: RooflineReport): void {
  const { device, models } = data;
  const ridge = device.macsPerSecond / device.bytesPerSecond;
  main.append(
    element('h1', {}, `Roofline: ${device.name}`),
    element('p', { class: 'faint' }, device.source),
    element(
      'p',
      { id: 'device' },
      `${formatCount(device.macsPerSecond)}MAC/s, ${formatCount(device.bytesPerSecond)}B/s, ridge point ${Number(ridge.toPrecision(3))} MACs a byte`,
    ),
    section(
      'Modelled time',
      'One picture at the model’s input size, on this device.',
      'times',
      timesChart(data),
    ),
    section(
      'Layers under the roof',
      'Each point is a layer: operational intensity against modelled speed.',
      'roof',
      roofChart(data),
    ),
  );
  main.append(sweepSection(data, models.length));
}

function timesChart({ models }: RooflineReport): Element {
  return Plot.plot({
    width: 960,
    marginLeft: 240,
    marginRight: 50,
    style: { color: colour('text') },
    x: { label: 'modelled ms', grid: true },
    y: { label: null, domain: models.map(({ model }) => model) },
    marks: [
      Plot.barX(models, {
        y: 'model',
        x: 'ms',
        fill: colour('bar'),
        title: (d) => `${d.model}: ${d.ms.toFixed(2)} ms`,
      }),
      Plot.text(models, { y: 'model', x: 'ms', text: (d) => d.ms.toFixed(2), textAnchor: 'start', dx: 4 }),
    ],
  });
}

function roofChart({ device, models }: RooflineReport): Element {
  const points = models.flatMap(({ model, layers }) =>
    layers
      .filter(({ macs, bytes, ms }) => macs > 0 && bytes > 0 && ms > 0)
      .map(({ path, macs, bytes, ms }) => ({
        model,
        path,
        intensity: macs / bytes,
        speed: (1000 * macs) / ms,
      })),
  );
  const low = Math.min(0.1, ...points.map(({ intensity }) => intensity));
  const high = Math.max(1000, ...points.map(({ intensity }) => intensity));
  const ridge = device.macsPerSecond / device.bytesPerSecond;
  const roof = [low, ridge, high].map((intensity) => ({
    intensity,
    speed: Math.min(device.macsPerSecond, intensity * device.bytesPerSecond),
  }));
  return Plot.plot({
    width: 960,
    height: 420,
    marginLeft: 60,
    style: { color: colour('text') },
    x: { type: 'log', label: 'MACs a byte', grid: true },
    y: { type: 'log', label: 'MAC/s', tickFormat: 's', grid: true },
    color: { legend: models.length <= 12 },
    marks: [
      Plot.line(roof, { x: 'intensity', y: 'speed', stroke: colour('text'), strokeWidth: 2 }),
      Plot.dot(points, {
        x: 'intensity',
        y: 'speed',
        stroke: 'model',
        r: 3,
        title: (d) => `${d.model}\n${d.path}`,
      }),
    ],
  });
}

function sweepSection(data: RooflineReport, count: number): HTMLElement {
  const [low, high] = data.ridges;
  const slider = element('input', {
    type: 'range',
    id: 'ridge',
    min: String(low),
    max: String(high),
    step: String((high - low) / 500),
    value: String(low),
  }) as HTMLInputElement;
  const shown = element('output', { id: 'ridge-value' });
  const place = element('div', { id: 'front' });
  const draw = (): void => {
    const ridge = Number(slider.value);
    shown.textContent = `${Number(ridge.toPrecision(3))} MACs a byte`;
    const costs = costsAt(data, ridge);
    place.replaceChildren(frontChart(costs), costTable(costs));
  };
  slider.addEventListener('input', draw);
  draw();
  const about =
    `Cost of ${count} models at a ridge point, in MACs of int8 tensors: the sum over layers of max(MACs, ridge point x bytes). ` +
    'Drag it. Bold models are on the front: none is both cheaper and more accurate.';
  return section(
    'Ridge point and Pareto front',
    about,
    'sweep',
    element('label', {}, 'ridge point', slider, shown),
    place,
  );
}

function frontChart(costs: readonly SweepCost[]): Element {
  const known = costs.filter(({ top1 }) => top1 !== null);
  const front = known.filter((one) => one.front);
  return Plot.plot({
    width: 960,
    height: 380,
    marginLeft: 60,
    marginRight: 140,
    style: { color: colour('text') },
    x: { type: 'log', label: 'cost, MACs', tickFormat: 's', grid: true },
    y: { label: 'published top-1, %', grid: true },
    marks: [
      Plot.line(front, { x: 'cost', y: 'top1', stroke: colour('bar'), curve: 'step-after' }),
      Plot.dot(known, {
        x: 'cost',
        y: 'top1',
        stroke: colour('bar'),
        fill: (d) => (d.front ? colour('bar') : 'none'),
      }),
      Plot.text(known, { x: 'cost', y: 'top1', text: 'model', dx: 6, textAnchor: 'start', fontSize: 9 }),
    ],
  });
}

function costTable(costs: readonly SweepCost[]): HTMLElement {
  const head = element('tr', {}, ...['model', 'cost', 'top-1'].map((text) => element('th', {}, text)));
  const rows = costs.map(({ model, cost, top1, front }) => {
    const cells = [model, `${formatCount(cost)}MACs`, top1 === null ? '-' : top1.toFixed(2)];
    const row = element(
      'tr',
      front ? { class: 'front' } : {},
      ...cells.map((text) => element('td', {}, text)),
    );
    row.dataset.cost = String(cost);
    return row;
  });
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
}
