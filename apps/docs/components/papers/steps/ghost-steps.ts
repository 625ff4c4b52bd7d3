// The ghost module, step by step, on what the block computes.

import { ghostModule } from '@gossamer/blocks';
import type { Node, Tensor } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { seededWeights } from '@gossamer/core/weights';
import { buildBlock } from '../../../live/build-block.js';
import { mapOf, type Steps, stepsOf, wrapped } from './frames.js';

const COLUMNS = 6;

/** @param x [1,C,S,S]; as many channels come out */
export async function ghostSteps(x: Tensor, ratio: number): Promise<Steps> {
  const [, channels, side] = x.shape as [number, number, number, number];
  const graph = buildBlock('ghost module', [channels, side, side], (s, value) =>
    ghostModule(s, value, { out: channels, ratio }),
  );
  const joined = graph.nodes.find(({ op }) => op.name === 'Concat') as Node;
  const [primary, ghosts] = joined.inputs;
  if (primary === undefined || ghosts === undefined) throw new Error('a ghost module joins two parts');
  graph.setOutputs([
    ...graph.outputs,
    { name: 'primary', value: primary },
    { name: 'ghosts', value: ghosts },
  ]);
  const made = await interpret({ graph, weights: seededWeights(graph.params, 2) }, { x });
  const count = (made.primary as Tensor).shape[1] as number;
  const each = ratio - 1;
  const original = (channel: number, place: { row: number; column: number }) => ({
    id: `p${channel}`,
    tone: (channel % 6) + 1,
    label: String(channel + 1),
    pixels: mapOf(made.primary as Tensor, channel),
    ...place,
  });
  const ghost = (index: number, place: { row: number; column: number }) => {
    const from = Math.floor(index / each);
    return {
      id: `g${index}`,
      tone: (from % 6) + 1,
      label: `${from + 1}${"'".repeat((index % each) + 1)}`,
      pixels: mapOf(made.ghosts as Tensor, index),
      ...place,
    };
  };
  const input = Array.from({ length: channels }, (_, at) => ({
    id: `x${at}`,
    tone: 0,
    label: '',
    pixels: mapOf(x, at),
    ...wrapped(at, COLUMNS),
  }));
  const primaries = Array.from({ length: count }, (_, at) => at);
  const copies = Array.from({ length: Math.min(count * each, channels - count) }, (_, at) => at);
  /** Each ghost below its original. */
  const below = (index: number) => {
    const from = wrapped(Math.floor(index / each), COLUMNS);
    return { column: from.column, row: from.row * (each + 1) + 1 + (index % each) };
  };
  const above = (channel: number) => {
    const at = wrapped(channel, COLUMNS);
    return { column: at.column, row: at.row * (each + 1) };
  };
  return stepsOf(side, [
    { caption: `${channels} channels come in.`, tiles: input },
    {
      caption: `The primary convolution makes ${count} of the ${channels} maps wanted.`,
      tiles: primaries.map((at) => original(at, above(at))),
    },
    {
      caption: `The cheap operation, a depthwise 3×3 convolution, makes ${each} ${each === 1 ? 'ghost' : 'ghosts'} of each.`,
      tiles: [...primaries.map((at) => original(at, above(at))), ...copies.map((at) => ghost(at, below(at)))],
    },
    {
      caption: `Concat: ${count} originals, then ${copies.length} ghosts.`,
      tiles: [
        ...primaries.map((at) => original(at, wrapped(at, COLUMNS))),
        ...copies.map((at) => ghost(at, wrapped(count + at, COLUMNS))),
      ],
    },
  ]);
}
