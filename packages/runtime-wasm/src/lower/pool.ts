// MaxPool, AveragePool and the means over whole planes.

import { constantNumbers, type Node, type Value } from '@gossamer/core';
import type { Lowering } from '../compile/lowering.js';
import { call } from '../compile/step.js';
import { shapeOf } from '../compile/tensor-shape.js';
import { globalPoolKernel } from '../kernels/global-pool.js';
import { poolKernel } from '../kernels/pool.js';
import { planeStep } from './plane-step.js';
import { type WindowAttrs, windowOf } from './window.js';

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
  const withPadding = node.op.name === 'AveragePool' && attrs.count_include_pad === 1;
  const kernel = poolKernel(
    node.op.name === 'MaxPool' ? 'max' : withPadding ? 'averageWithPadding' : 'average',
  );
  planeStep(lowering, node, (part) =>
    call(kernel, {
      ...part,
      inRows: from.height,
      inCols: from.width,
      outRows: to.height,
      outCols: to.width,
      kernelRows: rows.kernel,
      kernelCols: cols.kernel,
      strideRows: rows.stride,
      strideCols: cols.stride,
      firstRow: -rows.begin,
      firstCol: -cols.begin,
      rowsEnd: from.height + (withPadding ? rows.end : 0),
      colsEnd: from.width + (withPadding ? cols.end : 0),
    }),
  );
}

export function lowerGlobalPool(lowering: Lowering, node: Node): void {
  const { height, width } = lowering.planes(node.inputs[0] as Value);
  planeStep(lowering, node, (part) => call(globalPoolKernel, { ...part, pixels: height * width }));
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
