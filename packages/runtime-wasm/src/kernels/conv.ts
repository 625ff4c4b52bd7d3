// Dense and grouped convolution: panels of output channels times tiles of pixels.

import {
  add,
  type Code,
  code,
  div,
  doWhile,
  equal,
  type Local,
  less,
  lessSigned,
  mul,
  select,
  seq,
  sub,
  when,
  whileLoop,
} from '../emit/code.js';
import {
  CONV_FIELDS,
  type ConvField,
  type ConvVariant,
  panelHeader,
  type SumParts,
  type TileRegisters,
  writeTile,
} from './conv-tile.js';
import { epilogueKey } from './epilogue.js';
import type { Kernel, KernelContext } from './kernel.js';

export function convKernel(variant: ConvVariant): Kernel<ConvField> {
  const { blocks, pixelStep, kind, split, epilogue, integer } = variant;
  return {
    key: `conv ${blocks} ${pixelStep} ${kind} ${split} ${integer} ${epilogueKey(epilogue)}`,
    fields: CONV_FIELDS,
    write: (c) => panelLoop(c, variant),
  };
}

/** Panels outermost, so that a panel's weights stay in the cache while the pixels pass. */
function panelLoop(c: KernelContext<ConvField>, variant: ConvVariant): Code {
  const { f, arg } = c;
  const { blocks } = variant;
  const r = registersOf(c, variant);
  const [index, group, x, out] = [f.int(), f.int(), f.int(), f.int()];
  const inGroup = sub(index, mul(group, arg('panelsPerGroup')));
  return seq(
    index.set(arg('panel')),
    whileLoop(
      less(index, arg('panelEnd')),
      seq(
        group.set(div(index, arg('panelsPerGroup'))),
        r.panel.set(add(arg('w'), mul(index, add(arg('panelBytes'), panelHeader(variant))))),
        out.set(add(arg('out'), mul(group, arg('outGroup')))),
        out.set(add(out, mul(inGroup, mul(arg('outPlane'), blocks)))),
        repeated(
          c,
          blocks / r.tile.blocks,
          seq(
            x.set(add(arg('x'), mul(group, arg('xGroup')))),
            r.bias.set(r.panel),
            r.start.set(add(r.panel, panelHeader(variant))),
            r.parts === undefined
              ? wholeSum(c, variant, r, x, out)
              : partsOfSum(c, variant, r, r.parts, x, out),
            out.set(add(out, mul(arg('outPlane'), r.tile.blocks))),
            r.panel.set(add(r.panel, 16 * r.tile.blocks)),
          ),
        ),
        index.set(add(index, 1)),
      ),
    ),
  );
}

function repeated({ f }: KernelContext<ConvField>, times: number, body: Code): Code {
  if (times === 1) return body;
  const left = f.int();
  return seq(left.set(times), doWhile(body, left.tee(sub(left, 1))));
}

function wholeSum(
  c: KernelContext<ConvField>,
  variant: ConvVariant,
  r: TileRegisters,
  x: Local,
  out: Local,
): Code {
  return seq(r.end.set(add(r.start, c.arg('panelBytes'))), allRows(c, variant, r, x, out));
}

/** Part after part, each for all pixels. */
function partsOfSum(
  c: KernelContext<ConvField>,
  variant: ConvVariant,
  r: TileRegisters,
  { before, after, kept }: SumParts,
  x: Local,
  out: Local,
): Code {
  const { arg } = c;
  const part = c.f.int();
  return seq(
    before.set(0),
    after.set(arg('panelBytes')),
    doWhile(
      seq(
        part.set(arg('chunk')),
        part.set(select(part, after, less(part, after))),
        r.end.set(add(r.start, part)),
        after.set(sub(after, part)),
        kept.set(arg('scratch')),
        allRows(c, variant, r, x, out),
        x.set(add(x, arg('xChunk'))),
        r.start.set(r.end),
        r.bias.set(arg('zeros')),
        before.set(1),
      ),
      after,
    ),
  );
}

function allRows(
  c: KernelContext<ConvField>,
  variant: ConvVariant,
  r: TileRegisters,
  x: Local,
  out: Local,
): Code {
  const { f, arg } = c;
  const [row, rows] = [f.int(), f.int()];
  return seq(
    row.set(x),
    r.out.set(out),
    rows.set(arg('rows')),
    doWhile(
      seq(r.x.set(row), rowLoop(c, variant, r), row.set(add(row, arg('rowStep')))),
      rows.tee(sub(rows, 1)),
    ),
  );
}

function rowLoop(c: KernelContext<ConvField>, variant: ConvVariant, r: TileRegisters): Code {
  const cols = c.f.int();
  const tile = (pixels: number): Code =>
    seq(
      writeTile(c, variant, r, pixels),
      r.x.set(add(r.x, pixels * variant.pixelStep)),
      r.out.set(add(r.out, pixels * 16)),
      cols.set(sub(cols, pixels)),
    );
  const full = r.tile.pixels;
  return seq(
    cols.set(c.arg('cols')),
    whileLoop(lessSigned(code(full - 1), cols), tile(full)),
    // Rows end all the time; the pixels of 1x1 convolutions are one long row, whose end may take its time.
    variant.kind === 'point' && full > 2
      ? whileLoop(cols, tile(1))
      : [...Array(full - 1).keys()].reverse().map((i) => when(equal(cols, i + 1), tile(i + 1))),
  );
}

function registersOf({ f, isa }: KernelContext<ConvField>, variant: ConvVariant): TileRegisters {
  const tile = (variant.integer ? isa.integerTiles : isa.tiles)[variant.blocks];
  return {
    tile,
    x: f.int(),
    out: f.int(),
    panel: f.int(),
    bias: f.int(),
    sums: f.vectors(tile.pixels * tile.blocks),
    held: f.vectors(Math.min(tile.pixels, tile.blocks)),
    passing: f.vector(),
    start: f.int(),
    w: f.int(),
    end: f.int(),
    parts: variant.split ? { before: f.int(), after: f.int(), kept: f.int() } : undefined,
    at: [f.int(), f.int(), f.int()],
    counters: [f.int(), f.int()],
  };
}
