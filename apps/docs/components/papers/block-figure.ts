// A block with sliders: what a page can change about it, and how it is built.

import type { Graph } from '@gossamer/core';

export type ControlValue = number | string;

/** One thing to change: a slider over numbers, a list of words. */
export interface Control {
  readonly key: string;
  readonly label: string;
  readonly values: readonly ControlValue[];
  readonly initial: ControlValue;
}

export type ControlValues = Readonly<Record<string, ControlValue>>;

export interface BlockFigure {
  readonly title: string;
  readonly controls: readonly Control[];
  /** @throws OptionError where the values do not go together */
  build(values: ControlValues): Graph;
  /** What the block replaces. */
  readonly baseline: { readonly label: string; build(values: ControlValues): Graph };
}

export function initialValues({ controls }: Pick<BlockFigure, 'controls'>): ControlValues {
  return Object.fromEntries(controls.map(({ key, initial }) => [key, initial]));
}

/** The value of a control that has numbers. */
export function numberOf(values: ControlValues, key: string): number {
  return Number(values[key]);
}

export function slider(key: string, label: string, values: readonly number[], initial: number): Control {
  return { key, label, values, initial };
}

export function choice(key: string, label: string, values: readonly string[], initial: string): Control {
  return { key, label, values, initial };
}

/** Height and width of the map, the same on every page. */
export const sizeSlider = (initial: number): Control =>
  slider('size', 'height and width', [7, 14, 28, 56, 112], initial);
