// Reference kernels of MatMul and Gemm.

import type { GemmAttrs } from '../../ops/gemm.js';
import { input, type Kernel, type NumberTensor, sizeOf } from '../kernel.js';
import { broadcastIndices } from './elementwise.js';

export const matMulKernel: Kernel = (context) => {
  const a = input(context, 0);
  const b = input(context, 1);
  const inner = a.shape.at(-1) ?? 1;
  const rows = a.shape.at(-2) ?? 1;
  const columns = b.shape.length > 1 ? (b.shape.at(-1) ?? 1) : 1;
  const shape = context.outputs[0]?.shape ?? [];
  const vectors = Number(a.shape.length === 1) + Number(b.shape.length === 1);
  const stack = shape.slice(0, shape.length - 2 + vectors);
  const matrixA = stackIndices(a, stack);
  const matrixB = stackIndices(b, stack);
  const y = new Float64Array(sizeOf(shape));
  for (let i = 0; i < sizeOf(stack); i++) {
    multiply(y.subarray(i * rows * columns, (i + 1) * rows * columns), columns, inner, {
      a: a.data.subarray(matrixA(i) * rows * inner),
      b: b.data.subarray(matrixB(i) * inner * columns),
      aStrides: [inner, 1],
      bStrides: [columns, 1],
    });
  }
  return [y];
};

export const gemmKernel: Kernel<GemmAttrs> = (context) => {
  const a = input(context, 0);
  const b = input(context, 1);
  const c = context.inputs[2];
  const { alpha, beta, transA, transB } = context.attrs;
  const shape = context.outputs[0]?.shape ?? [];
  const [rows = 0, columns = 0] = shape;
  const inner = a.shape[transA === 0 ? 1 : 0] ?? 1;
  const y = new Float64Array(rows * columns);
  multiply(y, columns, inner, {
    a: a.data,
    b: b.data,
    aStrides: transA === 0 ? [inner, 1] : [1, rows],
    bStrides: transB === 0 ? [columns, 1] : [1, inner],
  });
  const bias = c && broadcastIndices(c, shape);
  const biasAt = (i: number): number =>
    bias === undefined ? 0 : (bias.data[bias.indices?.[i] ?? i] as number);
  return [y.map((value, i) => alpha * value + beta * biasAt(i))];
};

interface Factors {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Distance between rows, and between columns. */
  readonly aStrides: readonly [number, number];
  readonly bStrides: readonly [number, number];
}

function multiply(y: Float64Array, columns: number, inner: number, factors: Factors): void {
  const { a, b, aStrides, bStrides } = factors;
  for (let i = 0; i < y.length; i++) {
    const row = Math.floor(i / columns);
    const column = i % columns;
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const left = a[row * aStrides[0] + k * aStrides[1]] as number;
      sum += left * (b[k * bStrides[0] + column * bStrides[1]] as number);
    }
    y[i] = sum;
  }
}

/** Which matrix of a stack belongs to each matrix of the broadcast stack. */
function stackIndices({ dtype, shape }: NumberTensor, stack: readonly number[]): (index: number) => number {
  const own = { dtype, shape: shape.slice(0, -2), data: new Float64Array(0) };
  const { indices } = broadcastIndices(own, stack);
  return (index) => indices?.[index] ?? index;
}
