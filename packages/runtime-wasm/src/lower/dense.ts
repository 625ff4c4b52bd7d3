// Dense and grouped convolution, and products with constant matrices, which are convolutions of one pixel.

import { Buffer } from '../compile/buffer.js';
import { gatherChannels } from '../compile/gather.js';
import type { Lowering } from '../compile/lowering.js';
import { Share } from '../compile/step.js';
import { blockedBytes, blocksOf, type Planes } from '../compile/tensor-shape.js';
import type { Convolution } from './conv.js';
import { type DenseCalls, denseRun } from './dense-run.js';
import { panelRuns } from './panels.js';
import { prepareInput } from './prepare-input.js';
import { type Strips, stripsOf } from './strips.js';
import { lowerWinograd } from './winograd.js';

export function lowerDense(lowering: Lowering, conv: Convolution): void {
  if (lowerWinograd(lowering, conv)) return;
  const { tail, groups } = conv;
  const to = lowering.planes(conv.result);
  const input = prepareInput(lowering, conv);
  const residual = tail.residual && lowering.blocked(tail.residual);
  const groupOut = to.channels / groups;
  const apart = groups > 1 && groupOut % 4 !== 0;
  // Groups whose channels do not fill blocks are computed apart, and joined afterwards.
  const spread: Planes = apart ? { ...to, channels: groups * blocksOf(groupOut) * 4 } : to;
  const out = apart ? Buffer.activation(blockedBytes(spread)) : lowering.allocate(conv.result, 'blocked');
  const sum =
    residual !== undefined && apart ? spreadResidual(lowering, conv, residual, to, spread) : residual;
  const strips = stripsOf(conv, input, to);
  const runs = panelRuns(blocksOf(groupOut), to.height * to.width).map((run) =>
    denseRun(lowering, conv, { run, input, to, groupOut, out, residual: sum, isFlat: strips.isFlat }),
  );
  lowering.steps.push({
    path: conv.path,
    reads: sum === undefined ? [input.buffer] : [input.buffer, sum],
    writes: [out],
    inPlace: sum === undefined || sum.root.buffer === input.buffer.root.buffer ? [] : [sum],
    // Threads share the panels where those come out even, and the strips where not.
    calls: (share) => {
      const byPanels = mostOfPanels(runs, share.count) <= 1.02 * mostOfStrips(strips, share.count);
      return (byPanels ? strips.all : strips.part(share)).flatMap((strip) =>
        runs.flatMap((run) => run.calls(strip, share, byPanels)),
      );
    },
  });
  if (!apart) return;
  const joined = lowering.allocate(conv.result, 'blocked');
  const channels = Array.from({ length: to.channels }, (_, c) => ({
    buffer: out,
    channel: Math.floor(c / groupOut) * blocksOf(groupOut) * 4 + (c % groupOut),
  }));
  gatherChannels(lowering, conv.path, to, channels, joined);
}

/** The part of the work that the busiest of some threads has, if they share the panels. */
function mostOfPanels(runs: readonly DenseCalls[], threads: number): number {
  return mostOf(threads, (share) =>
    runs.reduce((sum, { panels, blocks }) => {
      const [from, to] = share.range(panels);
      return sum + (to - from) * blocks;
    }, 0),
  );
}

function mostOfStrips(strips: Strips, threads: number): number {
  return mostOf(threads, (share) => strips.part(share).reduce((sum, { count }) => sum + count, 0));
}

function mostOf(threads: number, workOf: (share: Share) => number): number {
  const work = Array.from({ length: threads }, (_, thread) => workOf(new Share(thread, threads)));
  return Math.max(...work) / work.reduce((sum, part) => sum + part, 0);
}

/** The residual in the order of groups that are apart. */
function spreadResidual(
  lowering: Lowering,
  { groups, path }: Convolution,
  residual: Buffer,
  to: Planes,
  spread: Planes,
): Buffer {
  const groupOut = to.channels / groups;
  const padded = blocksOf(groupOut) * 4;
  const buffer = Buffer.activation(blockedBytes(spread));
  const channels = Array.from({ length: spread.channels }, (_, c) =>
    c % padded < groupOut
      ? { buffer: residual, channel: Math.floor(c / padded) * groupOut + (c % padded) }
      : undefined,
  );
  gatherChannels(lowering, path, spread, channels, buffer);
  return buffer;
}
