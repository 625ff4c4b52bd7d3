// The two sets of instructions modules are written for, and whether an engine has them.

import { ModuleBuilder } from './module-builder.js';
import { type MultiplyAdd, plainMultiplyAdd, relaxedMultiplyAdd, vConst } from './simd.js';

/** Widths of panels there are kernels for, in blocks of 4 output channels. */
export type PanelBlocks = 1 | 2 | 3 | 4 | 6 | 8;

/** Sums in registers: pixels times blocks of output channels. */
export interface Tile {
  /** The panel's, or an equal part of it. */
  readonly blocks: number;
  readonly pixels: number;
}

type Tiles = Readonly<Record<PanelBlocks, Tile>>;

/** The instructions a module may use, and the tiles that were fastest with them. */
export interface InstructionSet {
  readonly name: 'plain' | 'relaxed';
  readonly multiplyAdd: MultiplyAdd;
  /** Tiles of convolutions by the width of the panel, of floats and of integers. */
  readonly tiles: Tiles;
  readonly integerTiles: Tiles;
  /** Whether it is for engines alone that compute in the order code is written in. */
  readonly inOrder: boolean;
}

/**
 * Where a product takes a register before it is added, and where it is of integers: with 9 sums V8 on x86-64 spills,
 * and runs at 40 instead of 56 GFLOP/s.
 */
const separateTiles: Tiles = {
  1: { blocks: 1, pixels: 6 },
  2: { blocks: 2, pixels: 4 },
  3: { blocks: 3, pixels: 2 },
  4: { blocks: 4, pixels: 2 },
  6: { blocks: 2, pixels: 4 },
  8: { blocks: 8, pixels: 1 },
};

/** SIMD as every engine since 2021 has it: a product and a sum are two instructions and two roundings. */
export const plainSimd: InstructionSet = {
  name: 'plain',
  multiplyAdd: plainMultiplyAdd,
  tiles: separateTiles,
  integerTiles: separateTiles,
  inOrder: false,
};

/** Relaxed SIMD: one fused instruction where the processor has it. */
export const relaxedSimd: InstructionSet = {
  name: 'relaxed',
  multiplyAdd: relaxedMultiplyAdd,
  tiles: { ...separateTiles, 3: { blocks: 3, pixels: 3 }, 6: { blocks: 3, pixels: 3 } },
  integerTiles: separateTiles,
  inOrder: false,
};

/**
 * Relaxed SIMD in engines that keep the order of loads and products, so that 12 sums fit in 15 registers beside 2
 * inputs and 1 weight: 60 GFLOP/s instead of 56. V8 before 2025 loads everything first, and spills.
 */
export const relaxedSimdInOrder: InstructionSet = {
  ...relaxedSimd,
  tiles: { ...relaxedSimd.tiles, 6: { blocks: 6, pixels: 2 } },
  integerTiles: relaxedSimd.tiles,
  inOrder: true,
};

/** The better ones first. */
const instructionSets: readonly InstructionSet[] = [relaxedSimdInOrder, relaxedSimd, plainSimd];

/** The bytes of a module that is valid where a set of instructions is. Engines in order know tables of 64 bits too. */
export function testModule(isa: InstructionSet): Uint8Array<ArrayBuffer> {
  const builder = new ModuleBuilder({ pages: 1, shared: false, wideTable: isa.inOrder });
  builder.add({ params: [], results: ['v128'] }, () => isa.multiplyAdd(vConst(1), vConst(1), vConst(1)));
  return builder.encode();
}

/** Whether this engine accepts modules for a set of instructions. */
export function isSupported(isa: InstructionSet): boolean {
  return WebAssembly.validate(testModule(isa));
}

/** The best set this engine has, of those with a name or of all; the simplest of them where it has none. */
export function bestInstructionSet(name?: InstructionSet['name']): InstructionSet {
  const sets = instructionSets.filter((isa) => isa.name === (name ?? isa.name));
  return sets.find(isSupported) ?? sets.at(-1) ?? plainSimd;
}
