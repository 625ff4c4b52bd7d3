// Minimal filtering: convolutions by three taps in fewer products, as matrices.

import type { Signs } from './combination.js';

/**
 * `outputs` neighbouring sums of three taps g over inputs d as A ((G g) * (B d)), one product for each row of B and G.
 *
 * Winograd, "Arithmetic Complexity of Computations", 1980; Lavin and Gray, "Fast Algorithms for Convolutional Neural
 * Networks", arXiv:1509.09308. With a stride of 2 the even inputs meet two taps and the odd ones the third, so that
 * each of both phases is a filter of its own.
 */
export interface MinimalFilter {
  /** Outputs of a tile, and the stride. */
  readonly outputs: number;
  readonly stride: 1 | 2;
  readonly B: readonly Signs[];
  readonly G: readonly (readonly number[])[];
  readonly A: readonly Signs[];
  /** The product that enters every output once, and can carry a bias. */
  readonly carrier: number;
}

/** F(2, 3): 4 products in place of 6. */
const stride1by2: MinimalFilter = {
  outputs: 2,
  stride: 1,
  B: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  G: [
    [1, 0, 0],
    [0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5],
    [0, 0, 1],
  ],
  A: [
    [1, 1, 1, 0],
    [0, 1, -1, -1],
  ],
  carrier: 1,
};

/** F(2, 2) on even inputs, two products on odd ones: 5 in place of 6. */
const stride2by2: MinimalFilter = {
  outputs: 2,
  stride: 2,
  B: [
    [1, 0, -1, 0, 0],
    [0, 0, 1, 0, 0],
    [0, 0, 1, 0, -1],
    [0, 1, 0, 0, 0],
    [0, 0, 0, 1, 0],
  ],
  G: [
    [1, 0, 0],
    [1, 0, 1],
    [0, 0, 1],
    [0, 1, 0],
    [0, 1, 0],
  ],
  A: [
    [1, 1, 0, 1, 0],
    [0, 1, -1, 0, 1],
  ],
  carrier: 1,
};

/** F(3, 2) on even inputs, three products on odd ones: 7 in place of 9. */
const stride2by3: MinimalFilter = {
  outputs: 3,
  stride: 2,
  B: [
    [1, 0, 0, 0, -1, 0, 0],
    [0, 0, 1, 0, 1, 0, 0],
    [0, 0, -1, 0, 1, 0, 0],
    [0, 0, -1, 0, 0, 0, 1],
    [0, 1, 0, 0, 0, 0, 0],
    [0, 0, 0, 1, 0, 0, 0],
    [0, 0, 0, 0, 0, 1, 0],
  ],
  G: [
    [1, 0, 0],
    [0.5, 0, 0.5],
    [0.5, 0, -0.5],
    [0, 0, 1],
    [0, 1, 0],
    [0, 1, 0],
    [0, 1, 0],
  ],
  A: [
    [1, 1, 1, 0, 1, 0, 0],
    [0, 1, -1, 0, 0, 1, 0],
    [0, 1, 1, 1, 0, 0, 1],
  ],
  carrier: 1,
};

export const MINIMAL_FILTERS: readonly MinimalFilter[] = [stride1by2, stride2by2, stride2by3];

/** The filters of both dimensions: products and outputs of a tile are those of one times those of the other. */
export interface FilterPair {
  readonly rows: MinimalFilter;
  readonly cols: MinimalFilter;
}

export function pairKey(pair: FilterPair): string {
  return [pair.rows, pair.cols].map(({ outputs, stride }) => `${outputs}/${stride}`).join(' ');
}

/** Products of a tile. */
export function productsOf({ rows, cols }: FilterPair): number {
  return rows.G.length * cols.G.length;
}

/** Inputs from one tile to the next. */
export function advanceOf({ outputs, stride }: MinimalFilter): number {
  return outputs * stride;
}

/** Inputs of a tile. */
export function inputsOf({ outputs, stride }: MinimalFilter): number {
  return (outputs - 1) * stride + 3;
}

/** Inputs that neighbouring tiles share. */
export function sharedOf(filter: MinimalFilter): number {
  return inputsOf(filter) - advanceOf(filter);
}
