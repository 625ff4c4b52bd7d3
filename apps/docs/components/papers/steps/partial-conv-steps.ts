// The partial convolution, step by step, on what the block computes.

import { partialConv } from '@gossamer/blocks';
import type { Tensor } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { seededWeights } from '@gossamer/core/weights';
import { buildBlock } from '../../../live/build-block.js';
import { mapOf, type Steps, stepsOf, wrapped } from './frames.js';

const COLUMNS = 6;

/** @param x [1,C,S,S] */
export async function partialConvSteps(x: Tensor, divisor: number): Promise<Steps> {
  const [, channels, side] = x.shape as [number, number, number, number];
  const graph = buildBlock('partial convolution', [channels, side, side], (s, value) =>
    partialConv(s, value, { divisor }),
  );
  const { y } = await interpret({ graph, weights: seededWeights(graph.params, 1) }, { x });
  const part = Math.floor(channels / divisor);
  const all = Array.from({ length: channels }, (_, index) => index);
  const rows = Math.ceil(part / COLUMNS);
  const tile = (channel: number, place: { row: number; column: number }, from: Tensor) => ({
    id: `c${channel}`,
    tone: channel < part ? 2 : 1,
    label: String(channel + 1),
    pixels: mapOf(from, channel),
    ...place,
  });
  /** A line is left free between the two parts. */
  const apart = (channel: number) =>
    channel < part
      ? wrapped(channel, COLUMNS)
      : { ...wrapped(channel - part, COLUMNS), row: rows + 1 + wrapped(channel - part, COLUMNS).row };
  const made = y as Tensor;
  return stepsOf(side, [
    { caption: `${channels} channels come in.`, tiles: all.map((at) => tile(at, wrapped(at, COLUMNS), x)) },
    {
      caption: `Split: the first ${part} are to be convolved, ${channels - part} are left as they are.`,
      tiles: all.map((at) => tile(at, apart(at), x)),
    },
    {
      caption: `A dense 3×3 convolution from ${part} to ${part} channels; it costs (${part}/${channels})² of a full one.`,
      tiles: all.map((at) => tile(at, apart(at), at < part ? made : x)),
    },
    {
      caption: `Concat: the pointwise convolution that follows mixes old and new channels.`,
      tiles: all.map((at) => tile(at, wrapped(at, COLUMNS), made)),
    },
  ]);
}
