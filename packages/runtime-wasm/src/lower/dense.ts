// Dense and grouped convolution, and products with constant matrices, which are convolutions of one pixel.

import { type Address, Buffer } from '../compile/buffer.js';
import { gatherChannels } from '../compile/gather.js';
import type { Lowering } from '../compile/lowering.js';
import { type Call, call, type Share } from '../compile/step.js';
import { blockedBytes, blocksOf, type Planes, planeBytes } from '../compile/tensor-shape.js';
import { convKernel } from '../kernels/conv.js';
import { type ConvField, type ConvVariant, TILE_SCRATCH } from '../kernels/conv-tile.js';
import type { Convolution } from './conv.js';
import { type PanelOrder, packConv, paddedInputs, panelFloats } from './pack-conv.js';
import { type PanelRun, panelRuns } from './panels.js';
import { type PreparedInput, prepareInput } from './prepare-input.js';
import { isPoint } from './window.js';

/** Products summed in one go; longer sums are taken in parts of about this length. */
const LONGEST_SUM = 256;

export function lowerDense(lowering: Lowering, conv: Convolution): void {
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
  const runs = panelRuns(blocksOf(groupOut), to.height * to.width).map((run) =>
    denseRun(lowering, conv, { run, input, to, groupOut, out, residual: sum }),
  );
  lowering.steps.push({
    path: conv.path,
    reads: sum === undefined ? [input.buffer] : [input.buffer, sum],
    writes: [out],
    inPlace: sum === undefined || sum.root.buffer === input.buffer.root.buffer ? [] : [sum],
    calls: (share) => runs.flatMap((run) => run(share)),
  });
  if (!apart) return;
  const joined = lowering.allocate(conv.result, 'blocked');
  const channels = Array.from({ length: to.channels }, (_, c) => ({
    buffer: out,
    channel: Math.floor(c / groupOut) * blocksOf(groupOut) * 4 + (c % groupOut),
  }));
  gatherChannels(lowering, conv.path, to, channels, joined);
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

interface DenseRun {
  readonly run: PanelRun;
  readonly input: PreparedInput;
  readonly to: Planes;
  readonly groupOut: number;
  readonly out: Buffer;
  readonly residual: Buffer | undefined;
}

/** The calls of one run of panels. */
function denseRun(lowering: Lowering, conv: Convolution, dense: DenseRun): (share: Share) => readonly Call[] {
  const { run, input, to, groupOut, out, residual } = dense;
  const { groups, weight, bias } = conv;
  const [rows, cols] = conv.window;
  const taps = rows.kernel * cols.kernel;
  const groupIn = weight.shape[1] ?? 1;
  const order: PanelOrder = { ...run, groups, groupIn, groupOut, taps, planar: input.planar };
  const packed = lowering.weight(groups * run.panels * panelFloats(order), () =>
    packConv(order, weight, bias),
  );
  const sumLength = paddedInputs(order) * taps;
  const split = sumLength > 1.5 * LONGEST_SUM;
  const pixelBytes = input.planar ? 4 : 16;
  const perBlock = (input.planar ? 1 : 4) * taps;
  const variant: ConvVariant = {
    blocks: run.blocks,
    pixelStep: pixelBytes * cols.stride,
    kind: input.planar ? 'planar' : taps > 1 ? 'window' : 'point',
    split,
    epilogue: conv.tail.epilogue,
  };
  const kernel = convKernel(variant);
  const start: Address = out.at(run.firstBlock * planeBytes(to));
  const scratch = lowering.scratch(TILE_SCRATCH);
  const flat = isPoint(conv.window) && rows.stride * cols.stride === 1;
  const base: Record<ConvField, number | Address | { from: Address; to: Address }> = {
    x: input.buffer.at(0),
    w: packed.at(0),
    out: start,
    residual: residual === undefined ? 0 : { from: out.at(0), to: residual.at(0) },
    panel: 0,
    panelEnd: groups * run.panels,
    panelsPerGroup: run.panels,
    xGroup: input.groupBytes,
    outGroup: blocksOf(groupOut) * planeBytes(to),
    xPlane: input.planeBytes,
    outPlane: planeBytes(to),
    rows: flat ? 1 : to.height,
    cols: flat ? to.height * to.width : to.width,
    rowStep: input.rowBytes * rows.stride,
    outSkip: 0,
    panelBytes: 4 * panelFloats(order) - 16 * run.blocks,
    kernelRows: rows.kernel,
    kernelCols: cols.kernel,
    tapRow: input.rowBytes * rows.dilation,
    tapCol: pixelBytes * cols.dilation,
    chunk: Math.max(1, Math.round(LONGEST_SUM / perBlock)) * perBlock * 16 * run.blocks,
    scratch: 0,
  };
  return (share) => {
    const own = { ...base, scratch: scratch.at(share.index * TILE_SCRATCH) };
    const panels = groups * run.panels;
    if (panels >= 4 * share.count || panels % share.count === 0) {
      const [panel, panelEnd] = share.range(panels);
      return panelEnd > panel ? [call(kernel, { ...own, panel, panelEnd })] : [];
    }
    return flat ? partOfRow(share, own) : partOfRows(share, own);
  };

  function partOfRow(share: Share, own: typeof base): readonly Call[] {
    const [from, end] = share.range(to.height * to.width, 12);
    if (end === from) return [];
    return [
      call(kernel, { ...own, x: input.buffer.at(16 * from), out: moved(start, 16 * from), cols: end - from }),
    ];
  }

  function partOfRows(share: Share, own: typeof base): readonly Call[] {
    const [from, end] = share.range(to.height);
    if (end === from) return [];
    const x = input.buffer.at(from * input.rowBytes * rows.stride);
    return [call(kernel, { ...own, x, out: moved(start, from * 16 * to.width), rows: end - from })];
  }
}

function moved({ buffer, offset }: Address, bytes: number): Address {
  return buffer.at(offset + bytes);
}
