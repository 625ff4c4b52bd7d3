// MaxPool, AveragePool, and both over whole planes.

import { constantNumbers, type Node, type Value } from '@gossamer/core';
import type { Lowering } from '../compile/lowering.js';
import { call } from '../compile/step.js';
import { shapeOf } from '../compile/tensor-shape.js';
import { globalPoolKernel } from '../kernels/global-pool.js';
import { poolKernel } from '../kernels/pool.js';
import { planeStep } from './plane-step.js';
import { type WindowAttrs, type WindowAxis, windowOf } from './window.js';

interface PoolAttrs extends WindowAttrs {
  readonly kernel_shape: readonly number[];
  readonly count_include_pad?: number;
}

export function lowerPool(lowering: Lowering, node: Node): void {
  const [value] = node.inputs as [Value];
  const attrs = node.attrs as PoolAttrs;
  const from = lowering.planes(value);
  const to = lowering.planes(node.output);
  if (node.outputs.length > 1 || attrs.dilations?.some((dilation) => dilation !== 1)) {
    throw lowering.unsupported(node, 'pooling with dilations or with indices');
  }
  const kernelShape = attrs.kernel_shape;
  const [rows, cols] = windowOf(attrs, kernelShape, [from.height, from.width], [to.height, to.width]);
  const withPadding = (attrs.count_include_pad ?? 0) === 1;
  const counted = ({ begin, end }: WindowAxis, size: number) =>
    withPadding ? ([-begin, size + end] as const) : ([0, size] as const);
  const [countedFrom, countedTo] = counted(rows, from.height);
  const kernel = poolKernel({
    taps: cols.kernel,
    strideCols: cols.stride,
    padLeft: cols.begin,
    inCols: from.width,
    outCols: to.width,
    counted: node.op.name === 'MaxPool' ? undefined : counted(cols, from.width),
  });
  planeStep(lowering, node, (part) =>
    call(kernel, {
      ...part,
      inRows: from.height,
      rowBytes: 16 * from.width,
      outRows: to.height,
      kernelRows: rows.kernel,
      strideRows: rows.stride,
      firstRow: -rows.begin,
      countedFrom,
      countedTo,
      repeat: kernel.repeat,
    }),
  );
}

export function lowerGlobalPool(lowering: Lowering, node: Node): void {
  const { height, width } = lowering.planes(node.inputs[0] as Value);
  planeStep(lowering, node, (part) => call(globalPoolKernel, { ...part, pixels: height * width }));
}

/** One window down a plane's pixels as if they were rows of one: no code for each column. */
export function lowerGlobalMaxPool(lowering: Lowering, node: Node): void {
  const { height, width } = lowering.planes(node.inputs[0] as Value);
  const pixels = height * width;
  const kernel = poolKernel({ taps: 1, strideCols: 1, padLeft: 0, inCols: 1, outCols: 1 });
  planeStep(lowering, node, (part) =>
    call(kernel, {
      ...part,
      inRows: pixels,
      rowBytes: 16,
      outRows: 1,
      kernelRows: pixels,
      strideRows: 1,
      firstRow: 0,
      countedFrom: 0,
      countedTo: pixels,
      repeat: kernel.repeat,
    }),
  );
}

/** Over height and width only, which is global pooling by another name. */
export function lowerReduceMean(lowering: Lowering, node: Node): void {
  const [value, axesInput] = node.inputs as [Value, Value | undefined];
  const rank = shapeOf(value).length;
  const axes = constantNumbers(axesInput)?.map((axis) => (axis + rank) % rank) ?? [];
  if (rank !== 4 || `${[...axes].sort()}` !== '2,3') {
    throw lowering.unsupported(node, `a mean over the axes [${axes}] of rank ${rank}`);
  }
  lowerGlobalPool(lowering, node);
}
