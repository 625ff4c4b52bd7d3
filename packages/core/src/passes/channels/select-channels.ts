// Convolutions on other channels: rows and columns of the kernel chosen, left out, or filled with zeros.

import { createNode } from '../../ir/create-node.js';
import type { Node } from '../../ir/node.js';
import type { Value } from '../../ir/value.js';
import type { ConvAttrs } from '../../ops/conv.js';
import { deriveTensor, type Source } from '../derive-parameter.js';
import type { WorkingModel } from '../pass.js';
import type { ChannelMap } from './channel-map.js';

export interface ChannelSelection {
  /** What it reads. */
  readonly input: Value;
  /** Rows of the kernel for each output channel, -1 for one that is always zero. */
  readonly rows: ChannelMap;
  /** Columns of the kernel for each input channel (of a group), -1 for one that does not count. */
  readonly columns: ChannelMap;
  readonly group: number;
  /** False leaves the bias out. */
  readonly bias: boolean;
}

/** A convolution with a part of another one's kernel; not yet part of the graph. */
export function selectChannels(
  model: WorkingModel,
  conv: Node<ConvAttrs>,
  selection: ChannelSelection,
): Node<ConvAttrs> {
  const { input, rows, columns, group } = selection;
  const [, weight, bias] = conv.inputs as readonly [Value, Source, Source?];
  const [, inPerGroup = 1, ...window] = weight.type.shape as readonly number[];
  const area = window.reduce((a, b) => a * b, 1);
  const kernel = { rows, columns, inPerGroup, area };
  const inputs: Value[] = [
    input,
    deriveTensor(
      model,
      leafOf(weight, 'weight'),
      [rows.length, columns.length, ...window],
      [weight],
      (data) => selectKernel(data as Float32Array, kernel),
    ),
  ];
  if (bias !== undefined && selection.bias) {
    inputs.push(
      deriveTensor(model, leafOf(bias, 'bias'), [rows.length], [bias], (data) =>
        Float32Array.from(rows, (row) => (row < 0 ? 0 : (data?.[row] as number))),
      ),
    );
  }
  return createNode(conv.op, inputs, { ...conv.attrs, group }, { path: conv.path, within: model.graph.name });
}

/** `part_weight` for `weight`, and for what is a part already. */
function leafOf({ name }: Source, otherwise: string): string {
  const leaf = name?.slice(name.lastIndexOf('.') + 1) ?? otherwise;
  return `part_${leaf.replace(/^part_/, '').replace(/_\d+$/, '')}`;
}

interface KernelSelection {
  readonly rows: ChannelMap;
  readonly columns: ChannelMap;
  /** Columns of the given kernel. */
  readonly inPerGroup: number;
  /** Taps of a kernel. */
  readonly area: number;
}

function selectKernel(
  data: Float32Array,
  { rows, columns, inPerGroup, area }: KernelSelection,
): Float32Array {
  const selected = new Float32Array(rows.length * columns.length * area);
  const runs = runsOf(columns);
  rows.forEach((row, r) => {
    if (row < 0) return;
    for (const { at, from, length } of runs) {
      const start = (row * inPerGroup + from) * area;
      selected.set(data.subarray(start, start + length * area), (r * columns.length + at) * area);
    }
  });
  return selected;
}

/** Stretches of a map in which channels follow each other. */
function runsOf(map: ChannelMap): readonly { at: number; from: number; length: number }[] {
  const runs: { at: number; from: number; length: number }[] = [];
  map.forEach((channel, at) => {
    const last = runs.at(-1);
    if (channel < 0) return;
    if (last !== undefined && last.at + last.length === at && last.from + last.length === channel)
      last.length++;
    else runs.push({ at, from: channel, length: 1 });
  });
  return runs;
}
