// Which convolutions are worth minimal filtering, and how their pictures fall into tiles.

import { blocksOf, type Planes } from '../compile/tensor-shape.js';
import {
  advanceOf,
  type FilterPair,
  inputsOf,
  MINIMAL_FILTERS,
  productsOf,
  sharedOf,
} from '../kernels/minimal-filter.js';
import type { Borders } from '../kernels/winograd-input.js';
import type { Convolution } from './conv.js';

export interface Tiles {
  readonly rows: number;
  readonly cols: number;
}

export function tilesOf({ rows, cols }: FilterPair, to: Planes): Tiles {
  return { rows: Math.ceil(to.height / rows.outputs), cols: Math.ceil(to.width / cols.outputs) };
}

/** How far the input has to be copied into a border of zeros, and what of it the kernel makes up itself. */
export interface TiledInput {
  readonly window: Convolution['window'];
  readonly borders: Borders;
}

/** Rows of zeros are never copied, columns only where they are more than usual. */
export function tiledInput(conv: Convolution, { cols }: FilterPair, tiles: Tiles, from: Planes): TiledInput {
  const [rows, { begin, end, ...axis }] = conv.window;
  const read = (tiles.cols - 1) * advanceOf(cols) + inputsOf(cols);
  const right = Math.max(0, read - begin - from.width);
  const isUsual = begin <= sharedOf(cols) && end <= 1 && right < inputsOf(cols);
  const padding = isUsual ? { begin: 0, end: 0 } : { begin, end: right };
  return {
    window: [
      { ...rows, begin: 0, end: 0 },
      { ...axis, ...padding },
    ],
    borders: isUsual ? { left: begin, right } : { left: 0, right: 0 },
  };
}

/** The filters of the least cost, undefined where the dense kernel costs as little. */
export function chooseFilters(conv: Convolution, to: Planes): FilterPair | undefined {
  if (!isEligible(conv)) return undefined;
  const filters = MINIMAL_FILTERS.filter(({ stride }) => stride === conv.window[0].stride);
  const choices = filters
    .flatMap((rows) => filters.map((cols) => ({ rows, cols })))
    .map((pair) => ({ pair, cost: costOf(conv, pair, to) }))
    .sort((a, b) => a.cost - b.cost);
  const [best] = choices;
  return best !== undefined && best.cost < denseCost(conv, to) ? best.pair : undefined;
}

/** 3x3 convolutions of floats whose groups fill blocks of channels. */
function isEligible({ window: [rows, cols], groups, integer, weight }: Convolution): boolean {
  const groupOut = (weight.shape[0] ?? 1) / groups;
  return (
    integer === undefined &&
    [rows, cols].every(({ kernel, dilation }) => kernel === 3 && dilation === 1) &&
    rows.stride === cols.stride &&
    (groups === 1 || groupOut % 4 === 0)
  );
}

// Costs count products of two floats. The figures are measurements of single layers, see decision 012.

/** What a sum costs beside its products. */
const SUM = 1;
/** What a tile's factors and products cost each, written once and read once. */
const TRANSFORM = 2;
/** A weight more to be stored, sent and fetched: so that maps of few pixels keep their weights as they are. */
const WEIGHT = 40;
/** Smaller gains may be none elsewhere. */
const WORTH = 0.9;

function denseCost({ weight }: Convolution, to: Planes): number {
  const [out = 1, groupIn = 1] = weight.shape;
  const products = 9 * groupIn * out;
  return WORTH * to.height * to.width * (products + SUM * out) + WEIGHT * products;
}

function costOf({ weight, groups }: Convolution, pair: FilterPair, to: Planes): number {
  const [out = 1, groupIn = 1] = weight.shape;
  const inputs = 4 * blocksOf(groupIn);
  const tiles = tilesOf(pair, to);
  const tile = (inputs + SUM) * out + TRANSFORM * (inputs * groups + out);
  return productsOf(pair) * (tiles.rows * tiles.cols * tile + WEIGHT * inputs * out);
}
