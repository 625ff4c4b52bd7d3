// Inputs of known values: floats uniform in [-2, 2), as the reference numbers use them; integers and flags 0.

import { emptyData, fromNumbers, isFloat } from '@gossamer/core';
import type { Feeds, TensorInfo } from '@gossamer/core/runtime';
import { seededInput } from '@gossamer/core/weights';
import type { InputShapes } from './bind-inputs.js';

export function seededFeeds(inputs: readonly TensorInfo[], shapes: InputShapes): Feeds {
  return Object.fromEntries(
    inputs.map(({ name, dtype }) => {
      const shape = shapes[name] as readonly number[];
      if (!isFloat(dtype)) return [name, { dtype, shape, data: emptyData(dtype, elements(shape)) }];
      const { data } = seededInput(name, shape);
      return [name, { dtype, shape, data: fromNumbers(dtype, data as Float32Array) }];
    }),
  );
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
