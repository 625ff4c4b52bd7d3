// Dense and grouped 3x3 convolutions in fewer products, by minimal filtering of tiles.

import { Buffer } from '../compile/buffer.js';
import type { Lowering } from '../compile/lowering.js';
import { type Call, call, Share, type Step, shared } from '../compile/step.js';
import { blocksOf, type Planes, planeBytes } from '../compile/tensor-shape.js';
import { advanceOf, type FilterPair, productsOf } from '../kernels/minimal-filter.js';
import { type Borders, winogradInputKernel } from '../kernels/winograd-input.js';
import { winogradOutputKernel } from '../kernels/winograd-output.js';
import type { Convolution } from './conv.js';
import { denseRun } from './dense-run.js';
import { panelRuns } from './panels.js';
import { type PreparedInput, prepareInput } from './prepare-input.js';
import { quantumTable } from './quantize.js';
import { chooseFilters, type Tiles, tiledInput, tilesOf } from './winograd-tiles.js';
import { winogradBias, winogradWeights } from './winograd-weights.js';

/** Bytes of the factors and products of a strip of tiles, which should stay in a second-level cache. */
const STRIP_BYTES = 512 * 1024;

/** Fewer tiles than this are no strip: every strip fetches all weights, which should serve many tiles. */
const STRIP_TILES = 48;

/** A convolution in tiles: what is read and written, and where its factors and products are kept. */
interface Tiled {
  readonly conv: Convolution;
  readonly pair: FilterPair;
  readonly tiles: Tiles;
  readonly input: PreparedInput;
  readonly borders: Borders;
  /** Blocks of 4 input channels, and of output channels. */
  readonly inBlocks: number;
  readonly outBlocks: number;
  readonly to: Planes;
  readonly residual: Buffer | undefined;
  readonly out: Buffer;
  readonly factors: Buffer;
  readonly products: Buffer;
  /** Tiles there is room for in factors and products. */
  readonly room: number;
}

/** Some rows of tiles, and the place of the first tile in factors and products. */
interface TileStrip {
  readonly from: number;
  readonly count: number;
  readonly at: number;
}

/** What is done with a strip: all of it, or a thread's part. */
type Stage = (strip: TileStrip, share: Share, isPart: boolean) => readonly Call[];

/** Adds the steps of a convolution where they take less time than the dense kernel's, and says whether they do. */
export function lowerWinograd(lowering: Lowering, conv: Convolution): boolean {
  const to = lowering.planes(conv.result);
  const pair = chooseFilters(conv, to);
  if (pair === undefined) return false;
  const tiles = tilesOf(pair, to);
  lowering.blocked(conv.x);
  const { window, borders } = tiledInput(conv, pair, tiles, lowering.planes(conv.x));
  const input = prepareInput(lowering, { ...conv, window });
  const residual = conv.tail.residual && lowering.blocked(conv.tail.residual);
  const inBlocks = conv.groups * blocksOf(conv.weight.shape[1] ?? 1);
  const outBlocks = blocksOf(to.channels);
  const tileBytes = 16 * productsOf(pair);
  const rowsInCache = Math.floor(STRIP_BYTES / (tileBytes * (inBlocks + outBlocks) * tiles.cols));
  const rows = Math.min(tiles.rows, Math.max(rowsInCache, Math.ceil(STRIP_TILES / tiles.cols)));
  // Threads share each stage where there is one strip, and the strips where there are several.
  const isShared = rows === tiles.rows;
  const room = rows * tiles.cols * (isShared ? 1 : lowering.threads);
  const tiled: Tiled = {
    conv,
    pair,
    tiles,
    input,
    borders,
    inBlocks,
    outBlocks,
    to,
    residual,
    out: lowering.allocate(conv.result, 'blocked'),
    factors: Buffer.activation(tileBytes * inBlocks * room),
    products: Buffer.activation(tileBytes * outBlocks * room),
    room,
  };
  const stages = [
    inputStage(lowering, tiled),
    productStage(lowering, tiled),
    outputStage(lowering, tiled),
  ] as const;
  lowering.steps.push(...(isShared ? stepsOfStages(tiled, stages) : [stepOfStrips(tiled, stages, rows)]));
  return true;
}

type Stages = readonly [input: Stage, products: Stage, output: Stage];

/** All tiles at once: a step for each stage. */
function stepsOfStages(
  { conv, tiles, input, factors, products, residual, out }: Tiled,
  stages: Stages,
): Step[] {
  const { path } = conv;
  const all = { from: 0, count: tiles.rows, at: 0 };
  const sum = residual === undefined ? [] : [residual];
  const places = [
    { reads: [input.buffer], writes: [factors] },
    { reads: [factors], writes: [products] },
    { reads: [products, ...sum], writes: [out], inPlace: sum },
  ];
  return stages.map((stage, i) => ({
    path,
    ...(places[i] as (typeof places)[number]),
    calls: (share) => stage(all, share, true),
  }));
}

/** One strip of tiles after the other, each thread its own. */
function stepOfStrips(tiled: Tiled, stages: Stages, rows: number): Step {
  const { conv, tiles, input, factors, products, residual, out } = tiled;
  const sum = residual === undefined ? [] : [residual];
  return {
    path: conv.path,
    reads: [input.buffer, ...sum],
    writes: [out, factors, products],
    inPlace: sum.filter((buffer) => buffer.root.buffer !== input.buffer.root.buffer),
    calls(share) {
      const [first, end] = share.range(tiles.rows);
      const at = share.index * rows * tiles.cols;
      return Array.from({ length: Math.ceil((end - first) / rows) }, (_, i) => {
        const from = first + i * rows;
        const strip = { from, count: Math.min(rows, end - from), at };
        return stages.map((stage) => stage(strip, share, false));
      }).flat(2);
    },
  };
}

const ALONE = /* @__PURE__ */ new Share(0, 1);

/** Pictures to factors. */
function inputStage(lowering: Lowering, tiled: Tiled): Stage {
  const { conv, pair, tiles, input, borders, inBlocks, factors, room } = tiled;
  const kernel = winogradInputKernel(pair, borders);
  const { height } = lowering.planes(conv.x);
  const zeros = lowering.zeros(input.rowBytes);
  const left = 16 * borders.left;
  return ({ from, count, at }, share, isPart) => {
    const firstRow = from * advanceOf(pair.rows) - conv.window[0].begin;
    return shared(isPart ? share : ALONE, inBlocks, (first, blocks) =>
      call(kernel, {
        x: input.buffer.at(first * input.planeBytes + firstRow * input.rowBytes - left),
        out: factors.at(16 * (first * room + at)),
        blocks,
        xPlane: input.planeBytes,
        outPlane: 16 * room,
        tileRows: count,
        tileCols: tiles.cols,
        firstRow,
        inRows: height,
        rowBytes: input.rowBytes,
        zeros: zeros.at(-left),
        product: 16 * room * inBlocks,
      }),
    );
  };
}

/** Factors to products: point convolutions in as many groups as there are products, or times as many. */
function productStage(lowering: Lowering, tiled: Tiled): Stage {
  const { conv, pair, tiles, to, factors, products, room } = tiled;
  const [channels = 1, groupIn = 1] = conv.weight.shape;
  const groupOut = channels / conv.groups;
  const axis = { kernel: 1, stride: 1, dilation: 1, begin: 0, end: 0 };
  const points: Convolution = {
    ...conv,
    weight: winogradWeights(conv.weight, pair),
    bias: conv.bias && winogradBias(conv.bias, pair),
    groups: productsOf(pair) * conv.groups,
    window: [axis, axis],
    tail: { epilogue: {}, residual: undefined, result: conv.result },
  };
  const plane = 16 * room;
  const input: PreparedInput = {
    buffer: factors,
    planar: false,
    rowBytes: plane,
    planeBytes: plane,
    pixelBytes: 16,
    groupBytes: blocksOf(groupIn) * plane,
  };
  const planes = { channels: productsOf(pair) * to.channels, height: 1, width: room };
  const runs = panelRuns(blocksOf(groupOut), room).map((run) =>
    denseRun(lowering, points, {
      run,
      input,
      to: planes,
      groupOut,
      out: products,
      residual: undefined,
      isFlat: true,
    }),
  );
  return ({ count, at }, share, isPart) =>
    runs.flatMap((run) => run.calls({ from: at, count: count * tiles.cols }, share, isPart));
}

/** Products to pictures. */
function outputStage(lowering: Lowering, tiled: Tiled): Stage {
  const { conv, pair, tiles, outBlocks, to, residual, out, products, room } = tiled;
  const { epilogue, steps } = conv.tail;
  const { outputs } = pair.rows;
  const kernel = winogradOutputKernel(pair, epilogue);
  const quantum = steps && quantumTable(lowering, steps);
  return ({ from, count, at }, share, isPart) =>
    shared(isPart ? share : ALONE, outBlocks, (first, blocks) =>
      call(kernel, {
        x: products.at(16 * (first * room + at)),
        out: out.at(first * planeBytes(to) + 16 * from * outputs * to.width),
        residual: residual === undefined ? 0 : { from: out.at(0), to: residual.at(0) },
        blocks,
        xPlane: 16 * room,
        outPlane: planeBytes(to),
        rows: Math.min(count * outputs, to.height - from * outputs),
        rowBytes: 16 * to.width,
        tileCols: tiles.cols,
        lastCols: to.width - (tiles.cols - 1) * pair.cols.outputs,
        product: 16 * room * outBlocks,
        quantum: quantum === undefined ? 0 : quantum.at(0),
      }),
    );
}
