// How values lie in memory: blocks of 4 channels, or row-major.

import { formatType, isStatic, ShapeError, type Value } from '@gossamer/core';

/** Channels, height and width of one picture. */
export interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** A value's sizes as numbers. */
export function shapeOf(value: Value): readonly number[] {
  const { shape } = value.type;
  if (isStatic(shape)) return shape;
  throw new ShapeError(`the size of ${formatType(value.type)} is not known before the run`, {
    path: value.producer?.path,
  });
}

/** [1,C,H,W] and [1,C] as planes, undefined for all other shapes. */
export function planesOf(value: Value): Planes | undefined {
  const [batch, channels, height = 1, width = 1, ...more] = shapeOf(value);
  const rank = value.type.shape.length;
  if (batch !== 1 || channels === undefined || more.length > 0 || rank === 3) return undefined;
  return { channels, height, width };
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function blocksOf(channels: number): number {
  return Math.ceil(channels / 4);
}

/** Bytes of a block of 4 channels. */
export function planeBytes({ height, width }: Planes): number {
  return height * width * 16;
}

export function blockedBytes(planes: Planes): number {
  return blocksOf(planes.channels) * planeBytes(planes);
}
