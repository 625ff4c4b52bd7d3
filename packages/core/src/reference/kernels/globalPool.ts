// Reference kernels of pooling over whole maps.

import { input, type Kernel, sizeOf } from '../kernel.js';

export const globalAveragePoolKernel: Kernel = /* @__PURE__ */ globalPoolKernel((plane) => {
  let sum = 0;
  for (const value of plane) sum += value;
  return sum / plane.length;
});

export const globalMaxPoolKernel: Kernel = /* @__PURE__ */ globalPoolKernel((plane) => {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of plane) largest = Math.max(largest, value);
  return largest;
});

/** One number for each channel of each picture. */
function globalPoolKernel(ofPlane: (plane: Float64Array) => number): Kernel {
  return (context) => {
    const { data, shape } = input(context, 0);
    const size = sizeOf(shape.slice(2));
    const planes = sizeOf(shape.slice(0, 2));
    const plane = (index: number) => data.subarray(index * size, (index + 1) * size);
    return [Float64Array.from({ length: planes }, (_, index) => ofPlane(plane(index)))];
  };
}
