// Reference kernels of the reductions.

import { type DType, dtypeRange } from '../../ir/dtype.js';
import { type ReduceAttrs, reducedAxes } from '../../ops/shared/reduce.js';
import { input, type Kernel, sizeOf } from '../kernel.js';
import { broadcastIndices } from './elementwise.js';

interface Reduction {
  /** Result over no elements. */
  start(dtype: DType): number;
  step(result: number, value: number): number;
  finish?(result: number, count: number): number;
}

const add = (sum: number, value: number): number => sum + value;

export const reduceSumKernel: Kernel<ReduceAttrs> = /* @__PURE__ */ reduceKernel({
  start: () => 0,
  step: add,
});

export const reduceMeanKernel: Kernel<ReduceAttrs> = /* @__PURE__ */ reduceKernel({
  start: () => 0,
  step: add,
  finish: (sum, count) => sum / count,
});

export const reduceMaxKernel: Kernel<ReduceAttrs> = /* @__PURE__ */ reduceKernel({
  start: (dtype) => dtypeRange(dtype)[0],
  step: Math.max,
});

function reduceKernel({ start, step, finish }: Reduction): Kernel<ReduceAttrs> {
  return (context) => {
    const { dtype, shape, data } = input(context, 0);
    const axes = context.inputs[1] && Array.from(context.inputs[1].data);
    const reduced = reducedAxes(shape.length, axes, context.attrs);
    const kept = shape.map((dim, axis) => (reduced[axis] ? 1 : dim));
    const y = new Float64Array(sizeOf(kept)).fill(start(dtype));
    const { indices } = broadcastIndices({ dtype, shape: kept, data: y }, shape);
    data.forEach((value, i) => {
      const target = indices === undefined ? i : (indices[i] as number);
      y[target] = step(y[target] as number, value);
    });
    const count = sizeOf(shape.filter((_, axis) => reduced[axis]));
    return [finish === undefined ? y : y.map((value) => finish(value, count))];
  };
}
