// Stage tables: rows of blocks, scaled in width and depth, run in order.

import { type Block, type BlockOptions, type LayerChoices, makeDivisible } from '@gossamer/blocks';
import type { Scope, Value } from '@gossamer/core';
import { type Placed, stridePlanner } from './output-stride.js';
import type { Backbone, FeatureTap } from './spec.js';

/** `repeats` blocks of one kind; only the first one strides. */
export interface Row {
  readonly repeats: number;
  readonly stride: number;
  build(s: Scope, x: Value, placed: Placed, shared: StageOptions): Value;
}

/** Stages of rows, in order. */
export type StageTable = readonly (readonly Row[])[];

/** A row of a stage table; checks the options against the block, then forgets their type. */
export function row<O extends BlockOptions>(block: Block<O>, repeats: number, options: O): Row {
  return {
    repeats,
    stride: options.stride ?? 1,
    build(s, x, placed, shared) {
      const out = shared.width(options.out);
      return block(s, x, { ...shared.layers, ...options, ...placed, out });
    },
  };
}

export interface StageOptions {
  /** Scales a width of the table. */
  width(channels: number): number;
  readonly layers: LayerChoices;
  readonly outputStride: number;
  /** Reduction before the first row. */
  readonly stemStride: number;
}

/** Builds `blocks.S.B` for every stage and row; returns each stage's output. */
export function runStages(s: Scope, x: Value, stages: StageTable, o: StageOptions): Value[] {
  const place = stridePlanner(o.outputStride, o.stemStride);
  let y = x;
  return stages.map((rows, stage) => {
    let index = 0;
    for (const block of rows) {
      for (let repeat = 0; repeat < block.repeats; repeat++) {
        y = block.build(s('blocks')(stage)(index++), y, place(repeat === 0 ? block.stride : 1), o);
      }
    }
    return y;
  });
}

/** The table behind a stem: its features and what the head takes. */
export function stagedBackbone(s: Scope, stem: Value, stages: StageTable, o: StageOptions): Backbone {
  const outputs = runStages(s, stem, stages, o);
  return { features: stageFeatures(stem, outputs, stages), last: outputs.at(-1) ?? stem };
}

/**
 * The stem (as `bn1`) and every stage in front of a stage that strides, and the last one: the maps of
 * each reduction, as timm lists them. The table's strides count, also where they were traded for dilation.
 */
function stageFeatures(stem: Value, outputs: readonly Value[], stages: StageTable): FeatureTap[] {
  const strides = (stage: number): boolean => (stages[stage]?.[0]?.stride ?? 2) > 1;
  const taps = outputs
    .map((value, stage) => ({ name: `blocks.${stage}`, value }))
    .filter((_, stage) => strides(stage + 1));
  return strides(0) ? [{ name: 'bn1', value: stem }, ...taps] : taps;
}

/** Width multiplier: timm's `round_channels`. */
export function scaleWidth(multiplier: number): (channels: number) => number {
  return (channels) => makeDivisible(channels * multiplier, 8);
}

/**
 * Depth multiplier: ceil(sum * multiplier) blocks a stage, spread over its rows from the last one
 * backwards in proportion, as timm's `_scale_stage_depth`. `fixEnds` leaves the first and last stage alone.
 */
export function scaleDepth(stages: StageTable, multiplier: number, fixEnds = false): StageTable {
  return stages.map((rows, stage) => {
    if (multiplier === 1 || (fixEnds && (stage === 0 || stage === stages.length - 1))) return rows;
    let left = rows.reduce((sum, block) => sum + block.repeats, 0);
    let leftScaled = Math.ceil(left * multiplier);
    const scaled: Row[] = [];
    for (const block of [...rows].reverse()) {
      const repeats = Math.max(1, roundHalfEven((block.repeats / left) * leftScaled));
      scaled.unshift({ ...block, repeats });
      left -= block.repeats;
      leftScaled -= repeats;
    }
    return scaled;
  });
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value - Math.trunc(value)) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
