// Reference kernel of AveragePool.

import type { AveragePoolAttrs } from '../../ops/averagePool.js';
import { type Kernel, sizeOf } from '../kernel.js';
import { forEachWindow } from './pool.js';
import { PADDING } from './window.js';

export const averagePoolKernel: Kernel<AveragePoolAttrs> = (context) => {
  const least = context.attrs.count_include_pad === 0 ? 0 : PADDING;
  const y = new Float64Array(sizeOf(context.outputs[0]?.shape ?? []));
  forEachWindow(context, ({ plane, cells, target }) => {
    let sum = 0;
    let count = 0;
    for (const cell of cells) {
      if (cell >= 0) sum += plane[cell] as number;
      if (cell >= least) count++;
    }
    y[target] = count === 0 ? 0 : sum / count;
  });
  return [y];
};
