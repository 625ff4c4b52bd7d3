// Resize by nearest neighbours, or linear between them.

import { constantNumbers, type Node, type Value } from '@gossamer/core';
import type { Buffer } from '../compile/buffer.js';
import type { Lowering } from '../compile/lowering.js';
import { call } from '../compile/step.js';
import { planeBytes, shapeOf } from '../compile/tensor-shape.js';
import { resizeKernel } from '../kernels/resize.js';
import { resizeLinearKernel } from '../kernels/resize-linear.js';
import { planeStep } from './plane-step.js';

interface ResizeAttrs {
  readonly antialias: number;
  readonly exclude_outside: number;
  readonly axes?: readonly number[];
  readonly coordinate_transformation_mode: string;
  readonly mode: string;
  readonly nearest_mode: string;
}

/** ONNX's rounding modes. */
const ROUND: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Where an output lies in the input, in the float32 arithmetic that decides ties. */
const PLACES: Readonly<Record<string, (i: number, scale: number, from: number, to: number) => number>> = {
  half_pixel: (i, scale) => Math.fround(Math.fround((i + 0.5) / scale) - 0.5),
  pytorch_half_pixel: (i, scale, _, to) => (to > 1 ? Math.fround(Math.fround((i + 0.5) / scale) - 0.5) : 0),
  asymmetric: (i, scale) => Math.fround(i / scale),
  align_corners: (i, _, from, to) => (to === 1 ? 0 : Math.fround(Math.fround(i * (from - 1)) / (to - 1))),
};

export function lowerResize(lowering: Lowering, node: Node): void {
  const [value, , scalesInput] = node.inputs as [Value, Value?, Value?];
  const attrs = node.attrs as ResizeAttrs;
  const place = PLACES[attrs.coordinate_transformation_mode];
  const isLinear = attrs.mode === 'linear' && attrs.antialias === 0 && attrs.exclude_outside === 0;
  const round = ROUND[attrs.nearest_mode];
  const [, fromChannels] = shapeOf(value);
  const [, toChannels] = shapeOf(node.output);
  const known = place !== undefined && round !== undefined && (isLinear || attrs.mode === 'nearest');
  if (!known || fromChannels !== toChannels) {
    throw lowering.unsupported(node, `resizing by ${attrs.mode}, ${attrs.coordinate_transformation_mode}`);
  }
  const from = lowering.planes(value);
  const to = lowering.planes(node.output);
  const scales = constantNumbers(scalesInput) ?? [];
  const axes = attrs.axes ?? [0, 1, 2, 3];
  const table = (axis: 2 | 3, size: number, outSize: number, bytes: number): Buffer => {
    const scale = Math.fround(scales[axes.findIndex((a) => (a + 4) % 4 === axis)] ?? outSize / size);
    const source = (index: number): number => Math.min(Math.max(index, 0), size - 1) * bytes;
    const words = Array.from({ length: outSize }, (_, i) => {
      const x = place(i, scale, size, outSize);
      if (!isLinear) return [source(round(x))];
      const low = Math.floor(x);
      return [source(low), source(low + 1), bitsOf(1 - (x - low)), bitsOf(x - low)];
    });
    return lowering.table(words.flat());
  };
  const rowTable = table(2, from.height, to.height, 16 * from.width);
  const colTable = table(3, from.width, to.width, 16);
  planeStep(lowering, node, (part) =>
    call(isLinear ? resizeLinearKernel : resizeKernel, {
      ...part,
      xPlane: planeBytes(from),
      rowTable: rowTable.at(0),
      colTable: colTable.at(0),
      rows: to.height,
      cols: to.width,
    }),
  );
}

/** A float32 as the integer of its bits. */
function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] as number;
}
