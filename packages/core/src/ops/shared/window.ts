// Sliding windows: kernel, stride, padding and dilation of convolutions and poolings.

import { ShapeError } from '../../errors.js';
import { addDims, ceilDivDim, type Dim, floorDivDim, subDims } from '../../ir/dim.js';

export type AutoPad = 'NOTSET' | 'SAME_UPPER' | 'SAME_LOWER' | 'VALID';

/** Attributes shared by Conv and the poolings, as ONNX names them. */
export interface WindowAttrs {
  auto_pad: AutoPad;
  kernel_shape?: readonly number[];
  strides?: readonly number[];
  /** Begin of every spatial axis, then end of every axis. */
  pads?: readonly number[];
  dilations?: readonly number[];
}

/** A window along one axis; with SAME padding the pads depend on the size. */
export interface WindowAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly autoPad: AutoPad;
  readonly pads: readonly [begin: number, end: number];
  readonly ceil: boolean;
}

export const autoPadField = {
  kind: 'string',
  default: 'NOTSET',
  oneOf: ['NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'],
} as const;

/** Each spatial axis's window, checked. @throws ShapeError for lists of the wrong length or values below one. */
export function windowAxes(
  attrs: WindowAttrs,
  kernel: readonly number[],
  ceil = false,
): readonly WindowAxis[] {
  const rank = kernel.length;
  const strides = listOf('strides', attrs.strides, rank, 1);
  const dilations = listOf('dilations', attrs.dilations, rank, 1);
  const pads = attrs.pads ?? new Array<number>(2 * rank).fill(0);
  if (pads.length !== 2 * rank) throw new ShapeError(`pads has ${pads.length} values, expected ${2 * rank}`);
  if (pads.some((pad) => pad < 0)) throw new ShapeError(`pads must not be negative, found [${pads}]`);
  listOf('kernel_shape', kernel, rank, 1);
  return kernel.map((size, axis) => ({
    kernel: size,
    stride: strides[axis] as number,
    dilation: dilations[axis] as number,
    autoPad: attrs.auto_pad,
    pads: attrs.auto_pad === 'NOTSET' ? [pads[axis] as number, pads[axis + rank] as number] : [0, 0],
    ceil,
  }));
}

/** Output size of a window along an axis of this size. @throws ShapeError where the window does not fit. */
export function windowOutput(size: Dim, window: WindowAxis): Dim {
  if (isSame(window)) return ceilDivDim(size, window.stride);
  const [begin, end] = window.pads;
  const room = subDims(addDims(size, begin, end), extent(window));
  const output = addDims(window.ceil ? ceilSteps(size, room, window) : floorDivDim(room, window.stride), 1);
  if (typeof output !== 'number' || output > 0) return output;
  throw new ShapeError(
    `a window of ${extent(window)} does not fit into a size of ${size} padded by ${begin} and ${end}`,
    {
      hint: 'the input is too small for this layer: use a larger size, a smaller kernel or fewer strides',
    },
  );
}

/** Steps of a window whose last one may hang over the end, but not start in the end padding. */
function ceilSteps(size: Dim, room: Dim, { stride, pads, ...window }: WindowAxis): Dim {
  const startsInPadding = pads[1] + stride > extent(window);
  return startsInPadding ? floorDivDim(addDims(size, pads[0] - 1), stride) : ceilDivDim(room, stride);
}

/** The pads used at this size: given ones, or what SAME_UPPER / SAME_LOWER come to. */
export function windowPads(size: number, window: WindowAxis): readonly [begin: number, end: number] {
  if (!isSame(window)) return window.pads;
  const output = Math.ceil(size / window.stride);
  const total = Math.max((output - 1) * window.stride + extent(window) - size, 0);
  const small = Math.floor(total / 2);
  return window.autoPad === 'SAME_UPPER' ? [small, total - small] : [total - small, small];
}

/** Cells a dilated kernel spans. */
export function extent(window: Pick<WindowAxis, 'kernel' | 'dilation'>): number {
  return window.dilation * (window.kernel - 1) + 1;
}

function isSame(window: WindowAxis): boolean {
  return window.autoPad === 'SAME_UPPER' || window.autoPad === 'SAME_LOWER';
}

function listOf(
  name: string,
  given: readonly number[] | undefined,
  rank: number,
  least: number,
): readonly number[] {
  const list = given ?? new Array<number>(rank).fill(1);
  if (list.length !== rank) throw new ShapeError(`${name} has ${list.length} values, expected ${rank}`);
  if (list.some((value) => value < least))
    throw new ShapeError(`${name} must be at least ${least}, found [${list}]`);
  return list;
}
