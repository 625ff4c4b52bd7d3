// Results as CSV (RFC 4180), a line each, in the units of the JSON document.

import type { BenchReport } from './bench-report.js';
import { benchDocument } from './document.js';

/** Fields of a result, dots going into it. */
const FIELDS = [
  'label',
  'model',
  'runtime',
  'device',
  'precision',
  'target',
  'threads',
  'batch',
  'size',
  'params',
  'macs',
  'phases.buildMs',
  'phases.bindMs',
  'phases.passesMs',
  'phases.encodeMs',
  'phases.createMs',
  'phases.firstMs',
  'latencyMs.p50',
  'latencyMs.p90',
  'latencyMs.p99',
  'latencyMs.mean',
  'latencyMs.min',
  'latencyMs.n',
  'basis',
  'wallMs.p50',
  'cpuMs.p50',
  'imagesPerSecond',
  'gflops',
  'rooflineShare',
  'rssBytes',
  'fileBytes',
];

export function reportCsv(report: BenchReport): string {
  const { results } = benchDocument(report);
  return [FIELDS, ...results.map((result) => FIELDS.map((field) => fieldText(result, field)))]
    .map((cells) => cells.map(quoted).join(','))
    .join('\n');
}

function fieldText(result: object, field: string): string {
  const value = field
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], result);
  return value === null || value === undefined ? '' : String(value);
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
