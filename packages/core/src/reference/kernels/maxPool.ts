// Reference kernel of MaxPool, with the places of the maxima.

import { dtypeRange } from '../../ir/dtype.js';
import type { MaxPoolAttrs } from '../../ops/maxPool.js';
import { input, type Kernel, sizeOf, stridesOf } from '../kernel.js';
import { forEachWindow } from './pool.js';

export const maxPoolKernel: Kernel<MaxPoolAttrs> = (context) => {
  const { dtype, shape } = input(context, 0);
  const spatial = shape.slice(2);
  const size = sizeOf(spatial);
  const length = sizeOf(context.outputs[0]?.shape ?? []);
  const y = new Float64Array(length).fill(dtypeRange(dtype)[0]);
  const indices = new Float64Array(length);
  forEachWindow(context, ({ plane, planeIndex, cells, target }) => {
    let best = -1;
    for (const cell of cells) {
      if (cell < 0 || (best >= 0 && !((plane[cell] as number) > (plane[best] as number)))) continue;
      best = cell;
    }
    if (best < 0) return;
    y[target] = plane[best] as number;
    const place = context.attrs.storage_order === 0 ? best : columnMajor(best, spatial);
    indices[target] = planeIndex * size + place;
  });
  return [y, indices];
};

/** A row-major index counted with the first axis running fastest. */
function columnMajor(index: number, shape: readonly number[]): number {
  let stride = 1;
  return stridesOf(shape).reduce((sum, rowStride, axis) => {
    const dim = shape[axis] as number;
    const place = sum + (Math.floor(index / rowStride) % dim) * stride;
    stride *= dim;
    return place;
  }, 0);
}
