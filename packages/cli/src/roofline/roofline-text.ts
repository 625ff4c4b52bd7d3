// A roofline for people: times, the layers they go to, the sweep, the check.

import { type LayerTime, ridgePoint } from '@gossamer/core/analysis';
import type { Output } from '../command/output.js';
import { formatCount, formatDecimal } from '../format/numbers.js';
import { type Column, formatTable } from '../format/table.js';
import type { Agreement, Check } from './check.js';
import type { Prediction } from './predict.js';
import { memoryShare, type RooflineReport } from './roofline-document.js';

type Page = Pick<Output, 'width' | 'bold'>;

/** Everything, in sections. */
export function rooflineText(report: RooflineReport, page: Page): string {
  const { device, predictions, top, check } = report;
  const sections = [
    [
      `${device.name}: ${formatCount(device.macsPerSecond)}MAC/s, ${formatCount(device.bytesPerSecond)}B/s, ` +
        `ridge point ${formatDecimal(ridgePoint(device))} MACs a byte`,
      device.source,
    ],
    table(modelColumns, predictions.map(modelRow), page),
    ...(top > 0 ? predictions.map((prediction) => layersText(prediction, top, page)) : []),
    sweepText(report, page),
    ...(check === undefined ? [] : [checkText(check, page)]),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

const modelColumns: readonly Column[] = [
  { title: 'model', flexible: true },
  { title: 'modelled ms', align: 'right' },
  { title: 'memory-bound', align: 'right' },
  { title: 'top-1', align: 'right' },
];

function modelRow(prediction: Prediction): string[] {
  const { model, time, top1 } = prediction;
  return [
    model,
    formatDecimal(1000 * time.seconds),
    percent(memoryShare(prediction)),
    top1?.toFixed(2) ?? '-',
  ];
}

const layerColumns: readonly Column[] = [
  { title: 'layer', flexible: true },
  { title: 'kind', flexible: true },
  { title: 'output', flexible: true },
  { title: 'us', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'MAC/byte', align: 'right' },
  { title: 'bound by' },
];

function layersText({ model, time }: Prediction, top: number, page: Page): string[] {
  const longest = [...time.layers].sort((a, b) => b.seconds - a.seconds).slice(0, top);
  const row = ({ layer, seconds, intensity, bound }: LayerTime): string[] => [
    layer.path,
    layer.kind,
    `[${layer.shape}]`,
    formatDecimal(1e6 * seconds),
    percent(seconds / time.seconds),
    formatDecimal(intensity),
    bound,
  ];
  return [
    `${model}: the ${longest.length} longest of ${time.layers.length} layers`,
    ...table(layerColumns, longest.map(row), page),
  ];
}

function sweepText({ sweep }: RooflineReport, page: Page): string[] {
  const columns: readonly Column[] = [
    { title: 'ridge', align: 'right' },
    { title: 'models nothing beats in int8 cost and top-1, cheapest first', flexible: true },
  ];
  return table(
    columns,
    sweep.map(({ ridge, front }) => [formatDecimal(ridge), front.join(' ') || '-']),
    page,
  );
}

const checkColumns: readonly Column[] = [
  { title: 'model', flexible: true },
  { title: 'predicted ms', align: 'right' },
  { title: 'measured ms', align: 'right' },
  { title: 'error', align: 'right' },
  { title: '' },
];

function checkText({ models, all, unseen, clock, gmacsPerSecond }: Check, page: Page): string[] {
  const rows = models.map(({ model, predictedMs, measuredMs, error, fitted }) => [
    model,
    formatDecimal(predictedMs),
    formatDecimal(measuredMs),
    `${error >= 0 ? '+' : ''}${(100 * error).toFixed(1)} %`,
    fitted ? 'in the fit' : '',
  ]);
  const line = (name: string, { models, spearman, medianError }: Agreement): string =>
    `${name} (${models} models): Spearman ${spearman.toFixed(4)}, median absolute error ${percent(medianError)}`;
  return [
    ...table(checkColumns, rows, page),
    ...(unseen.models === 0 ? [] : [line('not used for fitting', unseen)]),
    ...(all.models === unseen.models ? [] : [line('all', all)]),
    `${clock === 'cpu' ? 'processor' : 'wall'} time; a matrix product ran at ${formatDecimal(gmacsPerSecond)} GMAC/s meanwhile`,
  ];
}

function table(columns: readonly Column[], rows: readonly string[][], page: Page): string[] {
  const [titles = '', ...lines] = formatTable(columns, rows, page.width);
  return [page.bold(titles), ...lines];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
