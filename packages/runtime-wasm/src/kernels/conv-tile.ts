// One tile of a convolution: a few pixels times a panel of output channels, their sums in registers.

import {
  add,
  and,
  type Code,
  different,
  doWhile,
  type Local,
  less,
  select,
  seq,
  sub,
  whileLoop,
} from '../emit/code.js';
import type { InstructionSet } from '../emit/instruction-sets.js';
import { vAdd, vAddInt, vConst, vDot, vLoad, vLoadSplat, vStore, vToFloat } from '../emit/simd.js';
import { type Epilogue, finish, quantumOf } from './epilogue.js';
import type { KernelContext } from './kernel.js';

/** Widths of panels there are kernels for. */
export type PanelBlocks = keyof InstructionSet['tilePixels'];

export interface ConvVariant {
  /** Blocks of 4 output channels in a panel. */
  readonly blocks: PanelBlocks;
  /** Bytes between the inputs of neighbouring outputs. */
  readonly pixelStep: number;
  /** `point` is 1x1, `window` larger, `planar` reads NCHW where all others read blocks of 4 channels. */
  readonly kind: 'point' | 'window' | 'planar';
  /** Long sums are taken in parts, which loses fewer bits. */
  readonly split: boolean;
  readonly epilogue: Epilogue;
  /** Inputs and weights are 16-bit integers, two products at a time; sums are multiplied by a scale for each channel. */
  readonly integer: boolean;
}

export const CONV_FIELDS = [
  'x',
  'w',
  'out',
  /** The residual's address less that of the output. */
  'residual',
  /** First panel and last + 1, counted through all groups. */
  'panel',
  'panelEnd',
  'panelsPerGroup',
  /** Bytes between the inputs, and the outputs, of groups. */
  'xGroup',
  'outGroup',
  /** Bytes between blocks of channels; of a planar input between channels. */
  'xPlane',
  'outPlane',
  'rows',
  'cols',
  /** Bytes from the input of one output row to the next. */
  'rowStep',
  /** Bytes of output between the end of a row and the next. */
  'outSkip',
  /** Bytes of a panel's weights without its bias. */
  'panelBytes',
  'kernelRows',
  'kernelCols',
  /** Bytes between the taps of a column, and of a row. */
  'tapRow',
  'tapCol',
  /** Bytes of weights to a part of a long sum. */
  'chunk',
  'scratch',
  /** A table of steps, where results are rounded to such. */
  'quantum',
] as const;

export type ConvField = (typeof CONV_FIELDS)[number];

export interface TileRegisters {
  readonly x: Local;
  readonly out: Local;
  /** The panel's bias, then its weights. */
  readonly panel: Local;
  readonly sums: readonly Local[];
  readonly weights: readonly Local[];
  readonly input: Local;
  readonly w: Local;
  readonly end: Local;
  readonly part: Local | undefined;
  /** Input of a channel, of a row of taps, of a tap. */
  readonly at: readonly [Local, Local, Local];
  readonly counters: readonly [Local, Local];
}

/** Bytes of scratch a split tile keeps its partial sums in. */
export const TILE_SCRATCH = 9 * 16;

export function writeTile(
  c: KernelContext<ConvField>,
  variant: ConvVariant,
  r: TileRegisters,
  pixels: number,
): Code {
  const { arg } = c;
  const { blocks, integer } = variant;
  const sums = r.sums.slice(0, pixels * blocks);
  const start = seq(
    sums.map((sum, k) => {
      if (integer) return sum.set(vConst(0));
      return k < blocks ? sum.set(vLoad(r.panel, 16 * k)) : sum.set(r.sums[k % blocks] as Local);
    }),
    r.w.set(add(r.panel, panelHeader(variant))),
    r.end.set(add(r.w, arg('panelBytes'))),
    r.at[0].set(r.x),
  );
  const sum =
    r.part === undefined ? sumLoop(c, variant, r, pixels, r.end) : splitSum(c, variant, r, pixels, r.part);
  return seq(start, sum, integer ? scaleSums(c, variant, r, pixels) : [], storeTile(c, variant, r, pixels));
}

/** Bytes of a panel before its weights: the bias, and the scales of integers. */
export function panelHeader({ blocks, integer }: Pick<ConvVariant, 'blocks' | 'integer'>): number {
  return (integer ? 32 : 16) * blocks;
}

function scaleSums({ isa }: KernelContext, { blocks }: ConvVariant, r: TileRegisters, pixels: number): Code {
  return seq(
    ...Array.from({ length: blocks }, (_, block) =>
      seq(
        r.input.set(vLoad(r.panel, 16 * (blocks + block))),
        ...Array.from({ length: pixels }, (_, pixel) => {
          const sum = r.sums[pixel * blocks + block] as Local;
          return sum.set(isa.multiplyAdd(vToFloat(sum), r.input, vLoad(r.panel, 16 * block)));
        }),
      ),
    ),
  );
}

/** Sums of `chunk` bytes of weights each, added up in scratch. */
function splitSum(
  c: KernelContext<ConvField>,
  variant: ConvVariant,
  r: TileRegisters,
  pixels: number,
  part: Local,
): Code {
  const { arg } = c;
  const sums = r.sums.slice(0, pixels * variant.blocks);
  const scratch = r.at[1];
  const kept = (k: number): Code => vLoad(scratch, 16 * k);
  const next = seq(part.set(add(r.w, arg('chunk'))), part.set(select(part, r.end, less(part, r.end))));
  return seq(
    scratch.set(arg('scratch')),
    sums.map((_, k) => vStore(scratch, vConst(0), 16 * k)),
    next,
    sumLoop(c, variant, r, pixels, part),
    whileLoop(
      different(r.w, r.end),
      seq(
        scratch.set(arg('scratch')),
        sums.map((sum, k) => seq(vStore(scratch, vAdd(sum, kept(k)), 16 * k), sum.set(vConst(0)))),
        next,
        sumLoop(c, variant, r, pixels, part),
      ),
    ),
    scratch.set(arg('scratch')),
    sums.map((sum, k) => sum.set(vAdd(sum, kept(k)))),
  );
}

/** Adds products until the weights reach `limit`; goes on at `at[0]`. One channel a turn: unrolled, V8 spills. */
function sumLoop(
  c: KernelContext<ConvField>,
  variant: ConvVariant,
  r: TileRegisters,
  pixels: number,
  limit: Local,
): Code {
  const { arg } = c;
  const [channel, row, tap] = r.at;
  const [rowsLeft, colsLeft] = r.counters;
  const pixelBytes = variant.integer ? 8 : 16;
  const block = (x: Local): Code =>
    doWhile(seq(multiplyAdd(c, variant, r, pixels, x), x.set(add(x, 4))), and(x, pixelBytes - 1));
  if (variant.kind === 'point') {
    return doWhile(
      seq(block(channel), channel.set(add(channel, sub(arg('xPlane'), pixelBytes)))),
      less(r.w, limit),
    );
  }
  const planar = variant.kind === 'planar';
  const oneTap = planar ? multiplyAdd(c, variant, r, pixels, tap) : block(tap);
  const step = planar ? arg('tapCol') : sub(arg('tapCol'), pixelBytes);
  return doWhile(
    seq(
      row.set(channel),
      rowsLeft.set(arg('kernelRows')),
      doWhile(
        seq(
          tap.set(row),
          colsLeft.set(arg('kernelCols')),
          doWhile(seq(oneTap, tap.set(add(tap, step))), colsLeft.tee(sub(colsLeft, 1))),
          row.set(add(row, arg('tapRow'))),
        ),
        rowsLeft.tee(sub(rowsLeft, 1)),
      ),
      channel.set(add(channel, arg('xPlane'))),
    ),
    less(r.w, limit),
  );
}

/** One input channel of each pixel times the weights of the panel. */
function multiplyAdd(
  { isa }: KernelContext,
  { blocks, pixelStep, integer }: ConvVariant,
  r: TileRegisters,
  pixels: number,
  x: Local,
): Code {
  const loaded = (block: number): Code => vLoad(r.w, 16 * block);
  const weight = (block: number): Local | Code => r.weights[block] ?? loaded(block);
  const sumOf = (block: number, sum: Local): Code =>
    integer ? vAddInt(vDot(r.input, weight(block)), sum) : isa.multiplyAdd(r.input, weight(block), sum);
  const pixelSums = (pixel: number): readonly Local[] => r.sums.slice(pixel * blocks, (pixel + 1) * blocks);
  return seq(
    r.weights.map((local, block) => local.set(loaded(block))),
    Array.from({ length: pixels }, (_, pixel) =>
      seq(
        r.input.set(vLoadSplat(x, pixel * pixelStep)),
        pixelSums(pixel).map((sum, block) => sum.set(sumOf(block, sum))),
      ),
    ),
    r.w.set(add(r.w, 16 * blocks)),
  );
}

function storeTile(
  c: KernelContext<ConvField>,
  { blocks, epilogue }: ConvVariant,
  r: TileRegisters,
  pixels: number,
): Code {
  const [out, residual] = r.at;
  const quantum = quantumOf(c, epilogue.quantize);
  const stores = (block: number): Code =>
    seq(
      Array.from({ length: pixels }, (_, pixel) => {
        const sum = r.sums[pixel * blocks + block] as Local;
        return seq(finish(c, epilogue, sum, residual, 16 * pixel, quantum), vStore(out, sum, 16 * pixel));
      }),
    );
  return seq(
    quantum?.load ?? [],
    out.set(r.out),
    Array.from({ length: blocks }, (_, block) =>
      seq(
        epilogue.residual ? residual.set(add(out, c.arg('residual'))) : [],
        stores(block),
        block + 1 < blocks ? out.set(add(out, c.arg('outPlane'))) : [],
      ),
    ),
  );
}
