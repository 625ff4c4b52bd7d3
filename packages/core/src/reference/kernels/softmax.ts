// Reference kernels of Softmax and LogSoftmax.

import { normalizeAxis } from '../../ir/tensor-type.js';
import type { SoftmaxAttrs } from '../../ops/shared/softmax.js';
import { input, type Kernel, sizeOf } from '../kernel.js';

export const softmaxKernel: Kernel<SoftmaxAttrs> = /* @__PURE__ */ alongAxis((line) => {
  const exponentials = shifted(line).map(Math.exp);
  const sum = sumOf(exponentials);
  return exponentials.map((value) => value / sum);
});

export const logSoftmaxKernel: Kernel<SoftmaxAttrs> = /* @__PURE__ */ alongAxis((line) => {
  const values = shifted(line);
  const logSum = Math.log(sumOf(values.map(Math.exp)));
  return values.map((value) => value - logSum);
});

/** Less the largest, so that no exponential overflows. */
function shifted(line: Float64Array): Float64Array {
  const max = line.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return line.map((value) => value - max);
}

function sumOf(line: Float64Array): number {
  return line.reduce((a, b) => a + b, 0);
}

function alongAxis(f: (line: Float64Array) => Float64Array): Kernel<SoftmaxAttrs> {
  return (context) => {
    const { shape, data } = input(context, 0);
    const axis = normalizeAxis(context.attrs.axis, shape.length);
    const length = shape[axis] ?? 1;
    const inner = sizeOf(shape.slice(axis + 1));
    const y = new Float64Array(data.length);
    for (let line = 0; line * length < data.length; line++) {
      const first = Math.floor(line / inner) * inner * length + (line % inner);
      const values = Float64Array.from({ length }, (_, i) => data[first + i * inner] as number);
      f(values).forEach((value, i) => {
        y[first + i * inner] = value;
      });
    }
    return [y];
  };
}
