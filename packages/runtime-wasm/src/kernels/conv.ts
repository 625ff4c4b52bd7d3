// Dense and grouped convolution: panels of output channels times tiles of pixels.

import {
  add,
  type Code,
  code,
  div,
  doWhile,
  equal,
  less,
  lessSigned,
  mul,
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
  const [index, group, row, rows] = [f.int(), f.int(), f.int(), f.int()];
  const inGroup = sub(index, mul(group, arg('panelsPerGroup')));
  return seq(
    index.set(arg('panel')),
    whileLoop(
      less(index, arg('panelEnd')),
      seq(
        group.set(div(index, arg('panelsPerGroup'))),
        row.set(add(arg('x'), mul(group, arg('xGroup')))),
        r.panel.set(add(arg('w'), mul(index, add(arg('panelBytes'), panelHeader(variant))))),
        r.out.set(add(arg('out'), mul(group, arg('outGroup')))),
        r.out.set(add(r.out, mul(inGroup, mul(arg('outPlane'), blocks)))),
        rows.set(arg('rows')),
        doWhile(
          seq(
            r.x.set(row),
            rowLoop(c, variant, r),
            row.set(add(row, arg('rowStep'))),
            r.out.set(add(r.out, arg('outSkip'))),
          ),
          rows.tee(sub(rows, 1)),
        ),
        index.set(add(index, 1)),
      ),
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
  const full = c.isa.tilePixels[variant.blocks];
  const rest = Array.from({ length: full - 1 }, (_, i) => full - 1 - i);
  return seq(
    cols.set(c.arg('cols')),
    whileLoop(lessSigned(code(full - 1), cols), tile(full)),
    rest.map((pixels) => when(equal(cols, pixels), tile(pixels))),
  );
}

function registersOf({ f, isa }: KernelContext<ConvField>, { blocks, split }: ConvVariant): TileRegisters {
  return {
    x: f.int(),
    out: f.int(),
    panel: f.int(),
    sums: f.vectors(isa.tilePixels[blocks] * blocks),
    weights: f.vectors(blocks > 4 ? 0 : blocks),
    input: f.vector(),
    w: f.int(),
    end: f.int(),
    part: split ? f.int() : undefined,
    at: [f.int(), f.int(), f.int()],
    counters: [f.int(), f.int()],
  };
}
