// The channel shuffle, step by step; the order of the channels is read from what the graph computes.

import { channelShuffle } from '@gossamer/blocks';
import type { Tensor } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { buildBlock } from '../../../live/build-block.js';
import { mapOf, type Steps, stepsOf, wrapped } from './frames.js';

const COLUMNS = 6;

/** Input channel that lies at each output channel. */
export async function shuffledOrder(x: Tensor, groups: number): Promise<readonly number[]> {
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const graph = buildBlock('shuffle', [channels, height, width], (s, value) =>
    channelShuffle(s, value, groups),
  );
  const { y } = await interpret({ graph, weights: new Map() }, { x });
  const all = Array.from({ length: channels }, (_, index) => index);
  return all.map((at) => {
    const map = mapOf(y as Tensor, at);
    return all.find((from) => mapOf(x, from).every((value, i) => value === map[i])) as number;
  });
}

/** @param x [1,C,S,S] of maps that differ */
export async function shuffleSteps(x: Tensor, groups: number): Promise<Steps> {
  const [, channels, side] = x.shape as [number, number, number, number];
  const order = await shuffledOrder(x, groups);
  const each = channels / groups;
  const tile = (channel: number, place: { row: number; column: number }) => {
    const group = Math.floor(channel / each);
    const label = `${'ABCDEFGH'[group]}${(channel % each) + 1}`;
    return { id: `c${channel}`, tone: (group % 6) + 1, label, pixels: mapOf(x, channel), ...place };
  };
  const line = (list: readonly number[]) => list.map((channel, at) => tile(channel, wrapped(at, COLUMNS)));
  const plain = order.map((_, index) => index);
  return stepsOf(side, [
    {
      caption: `${channels} channels, as a convolution of ${groups} groups leaves them: each group has only seen itself.`,
      tiles: line(plain),
    },
    {
      caption: `Reshape to ${groups} × ${each}: a row for each group.`,
      tiles: plain.map((channel) =>
        tile(channel, { row: Math.floor(channel / each), column: channel % each }),
      ),
    },
    {
      caption: `Transpose to ${each} × ${groups}: each row now holds one channel of every group.`,
      tiles: order.map((channel, at) => tile(channel, { row: Math.floor(at / groups), column: at % groups })),
    },
    {
      caption: `Flatten: the next convolution of ${groups} groups reads from all groups of the one before.`,
      tiles: line(order),
    },
  ]);
}
