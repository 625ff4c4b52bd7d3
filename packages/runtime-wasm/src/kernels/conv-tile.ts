// One tile of a convolution: a few pixels times a panel of output channels, their sums in registers.

import { add, and, type Code, doWhile, type Local, less, seq, sub, when } from '../emit/code.js';
import type { PanelBlocks, Tile } from '../emit/instruction-sets.js';
import { vAdd, vAddInt, vConst, vDot, vLoad, vLoadSplat, vStore, vToFloat } from '../emit/simd.js';
import { type Epilogue, finish, quantumOf } from './epilogue.js';
import type { KernelContext } from './kernel.js';

export interface ConvVariant {
  /** Blocks of 4 output channels in a panel. */
  readonly blocks: PanelBlocks;
  /** Bytes between the inputs of neighbouring outputs. */
  readonly pixelStep: number;
  /** `point` is 1x1, `window` larger, `planar` reads NCHW where all others read blocks of 4 channels. */
  readonly kind: 'point' | 'window' | 'planar';
  /** Long sums are taken in parts, which loses fewer bits, and whose weights stay in the first-level cache. */
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
  /** Bytes of a panel's weights without its bias. */
  'panelBytes',
  'kernelRows',
  'kernelCols',
  /** Bytes between the taps of a column, and of a row. */
  'tapRow',
  'tapCol',
  /** Bytes of weights to a part of a long sum, and of its input. */
  'chunk',
  'xChunk',
  /** Where the sums of parts are kept, tile after tile; zeros they start with but for the first. */
  'scratch',
  'zeros',
  /** A table of steps, where results are rounded to such. */
  'quantum',
] as const;

export type ConvField = (typeof CONV_FIELDS)[number];

export interface TileRegisters {
  /** What they have room for. */
  readonly tile: Tile;
  readonly x: Local;
  readonly out: Local;
  /** The panel's bias, then its weights, from the tile's first block on. */
  readonly panel: Local;
  /** What sums start with: the bias, or zeros. */
  readonly bias: Local;
  readonly sums: readonly Local[];
  /** Inputs or weights, whichever are fewer; the others pass through `passing`. */
  readonly held: readonly Local[];
  readonly passing: Local;
  /** Weights of the part of the sum: the first, the current, and where they end. */
  readonly start: Local;
  readonly w: Local;
  readonly end: Local;
  readonly parts: SumParts | undefined;
  /** Input of a channel, of a row of taps, of a tap. */
  readonly at: readonly [Local, Local, Local];
  readonly counters: readonly [Local, Local];
}

/** Long sums: which part it is, and where those before it are kept. */
export interface SumParts {
  /** Whether there are parts before; bytes of the weights of those after. */
  readonly before: Local;
  readonly after: Local;
  readonly kept: Local;
}

export function writeTile(
  c: KernelContext<ConvField>,
  variant: ConvVariant,
  r: TileRegisters,
  pixels: number,
): Code {
  const { integer } = variant;
  const { blocks } = r.tile;
  const sums = r.sums.slice(0, pixels * blocks);
  const start = sums.map((sum, k) => {
    if (integer) return sum.set(vConst(0));
    return k < blocks ? sum.set(vLoad(r.bias, 16 * k)) : sum.set(r.sums[k % blocks] as Local);
  });
  const stored = storeTile(c, variant, r, pixels);
  return seq(
    start,
    r.w.set(r.start),
    r.at[0].set(r.x),
    sumLoop(c, variant, r, pixels),
    integer ? scaleSums(c, variant, r, pixels) : [],
    r.parts === undefined ? stored : joinParts(sums, r.parts, stored),
  );
}

/** Bytes of a panel before its weights: the bias, and the scales of integers. */
export function panelHeader({ blocks, integer }: Pick<ConvVariant, 'blocks' | 'integer'>): number {
  return (integer ? 32 : 16) * blocks;
}

function scaleSums(
  { isa }: KernelContext,
  variant: ConvVariant,
  { tile: { blocks }, sums, panel, passing }: TileRegisters,
  pixels: number,
): Code {
  return seq(
    ...Array.from({ length: blocks }, (_, block) =>
      seq(
        passing.set(vLoad(panel, 16 * (variant.blocks + block))),
        ...Array.from({ length: pixels }, (_, pixel) => {
          const sum = sums[pixel * blocks + block] as Local;
          return sum.set(isa.multiplyAdd(vToFloat(sum), passing, vLoad(panel, 16 * block)));
        }),
      ),
    ),
  );
}

/** Adds the parts before; keeps the sums for the next one, or stores those of the last. */
function joinParts(sums: readonly Local[], { before, after, kept }: SumParts, stored: Code): Code {
  return seq(
    when(before, seq(sums.map((sum, k) => sum.set(vAdd(sum, vLoad(kept, 16 * k)))))),
    when(after, seq(sums.map((sum, k) => vStore(kept, sum, 16 * k))), stored),
    kept.set(add(kept, 16 * sums.length)),
  );
}

/** Adds products until the weights end. One channel a turn: unrolled, V8 spills. */
function sumLoop(c: KernelContext<ConvField>, variant: ConvVariant, r: TileRegisters, pixels: number): Code {
  const { arg } = c;
  const [channel, row, tap] = r.at;
  const [rowsLeft, colsLeft] = r.counters;
  const pixelBytes = variant.integer ? 8 : 16;
  const block = (x: Local): Code =>
    doWhile(seq(multiplyAdd(c, variant, r, pixels, x), x.set(add(x, 4))), and(x, pixelBytes - 1));
  if (variant.kind === 'point') {
    return doWhile(
      seq(block(channel), channel.set(add(channel, sub(arg('xPlane'), pixelBytes)))),
      less(r.w, r.end),
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
    less(r.w, r.end),
  );
}

/** One input channel of each pixel times the weights of the panel, each loaded once. */
function multiplyAdd(
  { isa }: KernelContext,
  variant: ConvVariant,
  r: TileRegisters,
  pixels: number,
  x: Local,
): Code {
  const { blocks } = r.tile;
  const inputs = Array.from({ length: pixels }, (_, pixel) => vLoadSplat(x, pixel * variant.pixelStep));
  const weights = Array.from({ length: blocks }, (_, block) => vLoad(r.w, 16 * block));
  const holdsInputs = pixels < blocks;
  const [held, passing] = holdsInputs ? [inputs, weights] : [weights, inputs];
  const multiplied = (one: number, other: number): Code => {
    const [pixel, block] = holdsInputs ? [other, one] : [one, other];
    const sum = r.sums[pixel * blocks + block] as Local;
    const factor = r.held[other] as Local;
    return sum.set(
      variant.integer ? vAddInt(vDot(r.passing, factor), sum) : isa.multiplyAdd(r.passing, factor, sum),
    );
  };
  return seq(
    held.map((value, i) => (r.held[i] as Local).set(value)),
    passing.map((value, one) =>
      seq(
        r.passing.set(value),
        held.map((_, other) => multiplied(one, other)),
      ),
    ),
    r.w.set(add(r.w, 16 * variant.blocks)),
  );
}

function storeTile(
  c: KernelContext<ConvField>,
  { epilogue }: ConvVariant,
  r: TileRegisters,
  pixels: number,
): Code {
  const { blocks } = r.tile;
  const [out, residual] = r.at;
  const quantum = quantumOf(c, epilogue.quantize);
  const stores = (block: number): Code => {
    const sums = Array.from({ length: pixels }, (_, pixel) => r.sums[pixel * blocks + block] as Local);
    return seq(
      finish(c, epilogue, sums, residual, quantum),
      sums.map((sum, pixel) => vStore(out, sum, 16 * pixel)),
    );
  };
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
