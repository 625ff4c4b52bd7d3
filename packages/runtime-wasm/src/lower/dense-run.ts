// One run of panels of a dense or grouped convolution.

import type { Argument, Buffer, Panels } from '../compile/buffer.js';
import type { Lowering } from '../compile/lowering.js';
import { type Call, call, type Share } from '../compile/step.js';
import { blocksOf, type Planes, planeBytes } from '../compile/tensor-shape.js';
import { convKernel } from '../kernels/conv.js';
import type { ConvField, ConvVariant } from '../kernels/conv-tile.js';
import type { Convolution } from './conv.js';
import { type PanelOrder, packConv, paddedInputs, panelFloats } from './pack-conv.js';
import { integerPanelBytes, packIntegers } from './pack-integers.js';
import type { PanelRun } from './panels.js';
import type { PreparedInput } from './prepare-input.js';
import { quantumTable } from './quantize.js';
import type { Strip } from './strips.js';

/** Products summed in one go; longer sums are taken in parts of about this length. */
const LONGEST_SUM = 256;

interface DenseRun {
  readonly run: PanelRun;
  readonly input: PreparedInput;
  readonly to: Planes;
  readonly groupOut: number;
  readonly out: Buffer;
  readonly residual: Buffer | undefined;
  /** Whether rows follow each other like pixels of one row. */
  readonly isFlat: boolean;
}

export interface DenseCalls {
  /** Panels of all groups, and blocks of 4 channels in each. */
  readonly panels: number;
  readonly blocks: number;
  /** The calls for one strip: of one thread's panels, or of all. */
  calls(strip: Strip, share: Share, byPanels: boolean): readonly Call[];
}

/** One run of panels: its weights, and what calls it. */
export function denseRun(lowering: Lowering, conv: Convolution, dense: DenseRun): DenseCalls {
  const { run, input, to, groupOut, out, residual, isFlat } = dense;
  const { groups, weight } = conv;
  const [rows, cols] = conv.window;
  const taps = rows.kernel * cols.kernel;
  const groupIn = weight.shape[1] ?? 1;
  const order: PanelOrder = { ...run, groups, groupIn, groupOut, taps, planar: input.planar };
  const panels = {
    count: groups * run.panels,
    rows: paddedInputs(order) * taps,
    lanes: 4 * run.blocks,
  };
  const packed = packedWeights(lowering, conv, order, panels);
  const integer = conv.integer !== undefined;
  const split = !integer && panels.rows > 1.5 * LONGEST_SUM;
  const { pixelBytes } = input;
  const perBlock = (input.planar ? 1 : 4) * taps;
  const variant: ConvVariant = {
    blocks: run.blocks,
    pixelStep: pixelBytes * cols.stride,
    kind: input.planar ? 'planar' : taps > 1 ? 'window' : 'point',
    split,
    epilogue: conv.tail.epilogue,
    integer,
  };
  const kernel = convKernel(variant);
  const blocksToChunk = Math.max(1, Math.round(LONGEST_SUM / perBlock));
  const base: Record<ConvField, Argument> = {
    x: input.buffer.at(0),
    w: packed.at(0),
    out: out.at(0),
    residual: residual === undefined ? 0 : { from: out.at(0), to: residual.at(0) },
    panel: 0,
    panelEnd: 0,
    panelsPerGroup: run.panels,
    xGroup: input.groupBytes,
    outGroup: blocksOf(groupOut) * planeBytes(to),
    xPlane: input.planeBytes,
    outPlane: planeBytes(to),
    rows: 1,
    cols: to.width,
    rowStep: input.rowBytes * rows.stride,
    panelBytes: panels.rows * run.blocks * (integer ? 8 : 16),
    kernelRows: rows.kernel,
    kernelCols: cols.kernel,
    tapRow: input.rowBytes * rows.dilation,
    tapCol: pixelBytes * cols.dilation,
    chunk: blocksToChunk * perBlock * 16 * run.blocks,
    xChunk: blocksToChunk * input.planeBytes,
    scratch: 0,
    zeros: split ? lowering.zeros(16 * run.blocks).at(0) : 0,
    quantum: conv.tail.steps === undefined ? 0 : quantumTable(lowering, conv.tail.steps).at(0),
  };
  return {
    panels: panels.count,
    blocks: run.blocks,
    calls({ from, count }, share, byPanels) {
      const [panel, panelEnd] = byPanels ? share.range(panels.count) : [0, panels.count];
      if (panel === panelEnd) return [];
      const rowPixels = isFlat ? 1 : to.width;
      const keptBytes = split ? 16 * run.blocks * count * rowPixels : 0;
      const own = { ...base, panel, panelEnd, scratch: lowering.scratch(share.index, keptBytes) };
      const pixels = from * rowPixels;
      const place = {
        x: input.buffer.at(from * (isFlat ? pixelBytes : input.rowBytes * rows.stride)),
        out: out.at(run.firstBlock * planeBytes(to) + 16 * pixels),
      };
      return [call(kernel, { ...own, ...place, ...(isFlat ? { cols: count } : { rows: count }) })];
    },
  };
}

function packedWeights(
  lowering: Lowering,
  { weight, bias, integer }: Convolution,
  order: PanelOrder,
  panels: Panels,
): Buffer {
  if (integer === undefined) {
    const floats = panels.count * panelFloats(order);
    return lowering.weight(floats, () => packConv(order, weight, bias), panels);
  }
  const { inputScale, weights } = integer;
  const floats = (panels.count * integerPanelBytes(order)) / 4;
  return lowering.weight(floats, () => packIntegers(order, inputScale, weights, bias), 'bytes');
}
