// Gemm, MatMul and Softmax.

import type { Node, Value } from '@gossamer/core';
import type { ConstantTensor, Lowering } from '../compile/lowering.js';
import { call, shared } from '../compile/step.js';
import { countOf, shapeOf } from '../compile/tensor-shape.js';
import { matMulKernel } from '../kernels/mat-mul.js';
import { softmaxKernel } from '../kernels/softmax.js';
import { integersIn, withSteps } from './conv.js';
import { lowerDense } from './dense.js';
import { takeTail } from './tail.js';

const POINT = { kernel: 1, stride: 1, dilation: 1, begin: 0, end: 0 } as const;

/** A vector times a constant matrix is a convolution of one pixel. */
export function lowerGemm(lowering: Lowering, node: Node): void {
  const [x, w, b] = node.inputs as [Value, Value, Value | undefined];
  const { alpha, beta, transA, transB } = node.attrs as Record<
    'alpha' | 'beta' | 'transA' | 'transB',
    number
  >;
  const matrix = lowering.constant(w);
  const bias = lowering.constant(b);
  const [rows, inner = 1] = shapeOf(x);
  if (matrix === undefined || (b !== undefined && bias === undefined) || transA !== 0 || rows !== 1) {
    throw lowering.unsupported(node, 'a product of computed matrices by Gemm');
  }
  const cols = shapeOf(node.output)[1] ?? 1;
  const weight: ConstantTensor = {
    shape: [cols, inner, 1, 1],
    read: async () =>
      scaled(transB === 0 ? transposed(await matrix.read(), inner, cols) : await matrix.read(), alpha),
  };
  const wide = bias && {
    shape: [cols],
    read: async () => {
      const values = scaled(await bias.read(), beta);
      return values.length === cols ? values : new Float32Array(cols).fill(values[0] ?? 0);
    },
  };
  const tail = takeTail(lowering, node.output, { residual: true });
  const window = [POINT, POINT] as const;
  const conv = withSteps({
    path: node.path,
    x,
    result: tail.result,
    weight,
    bias: wide,
    groups: 1,
    window,
    tail,
    integer: transB === 1 && alpha === 1 ? integersIn(lowering, x, w) : undefined,
  });
  lowerDense(lowering, conv);
}

function transposed(matrix: Float32Array, rows: number, cols: number): Float32Array {
  return Float32Array.from(matrix, (_, i) => matrix[(i % rows) * cols + Math.floor(i / rows)] as number);
}

function scaled(values: Float32Array, factor: number): Float32Array {
  return factor === 1 ? values : values.map((value) => value * factor);
}

/** Stacks of matrices; of a stack one factor may have a single matrix. */
export function lowerMatMul(lowering: Lowering, node: Node): void {
  const [a, b] = node.inputs as [Value, Value];
  const [shapeA, shapeB, shape] = [shapeOf(a), shapeOf(b), shapeOf(node.output)];
  const [rows, inner] = [shapeA.at(-2) ?? 1, shapeA.at(-1) ?? 1];
  const cols = shapeB.at(-1) ?? 1;
  const stack = countOf(shape.slice(0, -2));
  const own = [shapeA, shapeB].map((factor) => countOf(factor.slice(0, -2)));
  if (shapeA.length < 2 || shapeB.length < 2 || own.some((count) => count !== 1 && count !== stack)) {
    throw lowering.unsupported(node, `[${shapeA}] times [${shapeB}]`);
  }
  const [x, y] = [lowering.plain(a), lowering.plain(b)];
  const out = lowering.allocate(node.output, 'plain');
  const aStack = own[0] === 1 ? 0 : 4 * rows * inner;
  const bStack = own[1] === 1 ? 0 : 4 * inner * cols;
  // One matrix is shared by its rows.
  const byRows = stack === 1;
  lowering.steps.push({
    path: node.path,
    reads: [x, y],
    writes: [out],
    calls: (share) =>
      shared(share, byRows ? rows : stack, (first, count) =>
        call(matMulKernel, {
          a: x.at(first * (byRows ? 4 * inner : aStack)),
          b: y.at(first * (byRows ? 0 : bStack)),
          out: out.at(first * 4 * cols * (byRows ? 1 : rows)),
          stack: byRows ? 1 : count,
          aStack,
          bStack,
          rows: byRows ? count : rows,
          inner,
          cols,
        }),
      ),
  });
}

export function lowerSoftmax(lowering: Lowering, node: Node): void {
  const [x] = node.inputs as [Value];
  const shape = shapeOf(x);
  const axis = ((node.attrs as { axis: number }).axis + shape.length) % shape.length;
  const cols = shape[axis] ?? 1;
  if (countOf(shape.slice(axis + 1)) !== 1)
    throw lowering.unsupported(node, `softmax over axis ${axis} of [${shape}]`);
  const source = lowering.plain(x);
  const out = lowering.allocate(node.output, 'plain');
  lowering.steps.push({
    path: node.path,
    reads: [source],
    writes: [out],
    inPlace: [source],
    calls: (share) =>
      shared(share, countOf(shape) / cols, (first, rows) =>
        call(softmaxKernel, { x: source.at(4 * cols * first), out: out.at(4 * cols * first), rows, cols }),
      ),
  });
}
