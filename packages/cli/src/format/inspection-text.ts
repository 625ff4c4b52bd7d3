// An inspected network for people: a table of layers, then what it sums up to.

import { formatShape, type Graph } from '@gossamer/core';
import type { FeatureInfo } from '@gossamer/models';
import type { Output } from '../command/output.js';
import { formatBytes, formatCount, formatDecimal } from './numbers.js';
import { type Column, formatTable } from './table.js';

/** Costs of a layer for one picture; null where a file does not tell its sizes. */
export interface LayerCosts {
  readonly path: string;
  readonly op: string;
  readonly shape: readonly (number | string)[];
  readonly params: number;
  readonly macs: number | null;
  readonly activations: number | null;
  /** Read and written, parameters included. */
  readonly bytes: number | null;
  /** Operations for each byte. */
  readonly intensity: number | null;
}

/** Costs of a graph for one picture. */
export interface GraphCosts {
  readonly params: number;
  readonly macs: number | null;
  readonly activations: number | null;
  readonly peakActivationBytes: number | null;
  /** By how much onnxruntime's arena grows for a run; undefined where nobody asked. */
  readonly arenaBytes?: number | undefined;
  /** Path of the layer at which the peak is. */
  readonly peakLayer: string;
  /** Bytes alive at each layer; empty where sizes are open. */
  readonly memory: readonly number[];
  readonly layers: readonly LayerCosts[];
}

export interface InspectedGraph extends GraphCosts {
  readonly model: string;
  /** Paper, repository or file. */
  readonly source: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What a file says of itself. */
  readonly metadata?: ReadonlyMap<string, string>;
  /** As asked for, with its batch. */
  readonly graph: Graph;
  readonly features: readonly FeatureInfo[];
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

function layerRow({ path, op, shape, params, macs, activations, bytes, intensity }: LayerCosts): string[] {
  return [
    path,
    op,
    `[${shape}]`,
    cell(params, formatCount),
    cell(macs, formatCount),
    cell(activations, formatCount),
    cell(bytes, formatBytes),
    cell(intensity, formatDecimal),
  ];
}

/** Nothing for zero, so that the table shows where something is. */
function cell(value: number | null, format: (value: number) => string): string {
  if (value === null) return '?';
  return value === 0 ? '' : format(value);
}

function totals(inspected: InspectedGraph): string[] {
  const { graph, params, macs, activations, peakActivationBytes, peakLayer } = inspected;
  const options = Object.entries(inspected.options).map(([key, value]) => `${key}=${value}`);
  const tensors = (list: Graph['inputs'] | Graph['outputs']): string =>
    list.map(({ name, value }) => `${name} ${formatShape(value.type.shape)}`).join(', ');
  return [
    `${inspected.model} (${inspected.source})`,
    ...(options.length > 0 ? [`options      ${options.join(' ')}`] : []),
    ...metadataLines(inspected.metadata),
    `input        ${tensors(graph.inputs)}`,
    `output       ${tensors(graph.outputs)}`,
    `params       ${total(params)}`,
    `MACs         ${total(macs)}`,
    `activations  ${total(activations)}`,
    peakActivationBytes === null
      ? 'peak memory  unknown'
      : `peak memory  ${formatBytes(peakActivationBytes)} of activations${peakLayer && ` at ${peakLayer}`}`,
    ...(inspected.arenaBytes === undefined
      ? []
      : [
          `arena        ${formatBytes(inspected.arenaBytes)} taken by onnxruntime, which grows it in powers of two`,
        ]),
  ];
}

/** Of lists of classes the beginning is enough. */
const LONGEST = 100;

function metadataLines(metadata: ReadonlyMap<string, string> = new Map()): string[] {
  return [...metadata].map(([key, value], index) => {
    const text = value.length > LONGEST ? `${value.slice(0, LONGEST)}...` : value;
    const title = index === 0 ? 'metadata' : '';
    return `${title.padEnd(13)}${key}: ${text}`;
  });
}

function total(count: number | null): string {
  return count === null ? 'unknown' : `${formatCount(count)} (${count})`;
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
