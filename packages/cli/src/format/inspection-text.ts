// An inspected network for people: a table of layers, then what it sums up to.

import { formatShape, type Graph } from '@gossamer/core';
import type { LayerSummary } from '@gossamer/core/analysis';
import type { FeatureInfo } from '@gossamer/models';
import type { Output } from '../command/output.js';
import { formatBytes, formatCount, formatDecimal } from './numbers.js';
import { type Column, formatTable } from './table.js';

/** A graph with its costs for one picture. */
export interface InspectedGraph {
  readonly model: string;
  /** Paper, repository or file. */
  readonly source: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** As asked for, with its batch. */
  readonly graph: Graph;
  readonly features: readonly FeatureInfo[];
  readonly params: number;
  readonly macs: number;
  readonly activations: number;
  readonly peakActivationBytes: number;
  /** Path of the layer at which the peak is. */
  readonly peakLayer: string;
  readonly layers: readonly LayerSummary[];
}

const columns: readonly Column[] = [
  { title: 'layer', flexible: true },
  { title: 'op', flexible: true },
  { title: 'output', flexible: true },
  { title: 'params', align: 'right' },
  { title: 'MACs', align: 'right' },
  { title: 'activations', align: 'right' },
  { title: 'bytes', align: 'right' },
  { title: 'op/byte', align: 'right' },
];

/** Table, totals, inputs and outputs, features. */
export function inspectionText(inspected: InspectedGraph, output: Pick<Output, 'width' | 'bold'>): string {
  const [titles = '', ...rows] = formatTable(columns, inspected.layers.map(layerRow), output.width);
  return [output.bold(titles), ...rows, '', ...totals(inspected), ...featureLines(inspected.features)].join(
    '\n',
  );
}

function layerRow(layer: LayerSummary): string[] {
  const { path, op, shape, params, macs, activations, bytesRead, bytesWritten } = layer;
  const bytes = Number(bytesRead) + Number(bytesWritten);
  return [
    path,
    op,
    formatShape(shape),
    blankZero(params),
    blankZero(Number(macs)),
    blankZero(Number(activations)),
    formatBytes(bytes),
    macs === 0 ? '' : formatDecimal((2 * Number(macs)) / bytes),
  ];
}

function blankZero(count: number): string {
  return count === 0 ? '' : formatCount(count);
}

function totals(inspected: InspectedGraph): string[] {
  const { graph, params, macs, activations, peakActivationBytes, peakLayer } = inspected;
  const options = Object.entries(inspected.options).map(([key, value]) => `${key}=${value}`);
  const tensors = (list: Graph['inputs'] | Graph['outputs']): string =>
    list.map(({ name, value }) => `${name} ${formatShape(value.type.shape)}`).join(', ');
  return [
    `${inspected.model} (${inspected.source})`,
    ...(options.length > 0 ? [`options      ${options.join(' ')}`] : []),
    `input        ${tensors(graph.inputs)}`,
    `output       ${tensors(graph.outputs)}`,
    `params       ${formatCount(params)} (${params})`,
    `MACs         ${formatCount(macs)} (${macs})`,
    `activations  ${formatCount(activations)} (${activations})`,
    `peak memory  ${formatBytes(peakActivationBytes)} of activations${peakLayer && ` at ${peakLayer}`}`,
  ];
}

function featureLines(features: readonly FeatureInfo[]): string[] {
  if (features.length === 0) return [];
  const rows = features.map(({ index, name, channels, reduction, shape }) => [
    String(index),
    name,
    String(channels),
    String(reduction),
    formatShape(shape),
  ]);
  const titles: Column[] = [
    { title: 'feature' },
    { title: 'name' },
    { title: 'channels', align: 'right' },
    { title: 'reduction', align: 'right' },
    { title: 'shape' },
  ];
  return ['', ...formatTable(titles, rows)];
}
