// Reference kernel of Resize: one axis after the other.

import type { ResizeAttrs } from '../../ops/resize.js';
import { aspectScale, resizeAxes } from '../../ops/shared/resize.js';
import { input, type Kernel, type KernelContext, sizeOf } from '../kernel.js';
import { type ResizedAxis, resizeTaps, type Tap } from './resizeTaps.js';

export const resizeKernel: Kernel<ResizeAttrs> = (context) => {
  const x = input(context, 0);
  let { data } = x;
  const shape = [...x.shape];
  const outside: { axis: number; taps: readonly (readonly Tap[] | undefined)[] }[] = [];
  for (const [axis, resized] of resizedAxes(context)) {
    const taps = resizeTaps(resized, context.attrs);
    data = resizeAxis(data, shape, axis, taps);
    shape[axis] = resized.outSize;
    if (taps.includes(undefined)) outside.push({ axis, taps });
  }
  for (const { axis, taps } of outside)
    extrapolate(data, shape, axis, taps, context.attrs.extrapolation_value);
  return [data];
};

/** The axes that change, with their scales: given ones, or those the sizes come to. */
function resizedAxes(context: KernelContext<ResizeAttrs>): readonly (readonly [number, ResizedAxis])[] {
  const { attrs, inputs } = context;
  const { shape } = input(context, 0);
  const outShape = context.outputs[0]?.shape ?? [];
  const [roi, given] = [inputs[1], inputs[2]].map((tensor) =>
    tensor && tensor.data.length > 0 ? tensor.data : undefined,
  );
  const axes = resizeAxes(shape.length, attrs.axes);
  const policy = attrs.keep_aspect_ratio_policy;
  const sizes = Array.from(inputs[3]?.data ?? []);
  const dims = axes.map((axis) => shape[axis] as number);
  const kept = given === undefined && policy !== 'stretch' ? aspectScale(dims, sizes, policy) : undefined;
  return axes.map((axis, i) => {
    const size = shape[axis] as number;
    const outSize = outShape[axis] as number;
    const scale = Math.fround(given?.[i] ?? kept ?? outSize / size);
    // Only a scale that was given can ask for a part of an element.
    const width = given === undefined ? outSize : Math.fround(scale * size);
    const crop = [roi?.[i] ?? 0, roi?.[i + axes.length] ?? 1] as const;
    return [axis, { size, outSize, scale, width, crop }] as const;
  });
}

function resizeAxis(
  data: Float64Array,
  shape: readonly number[],
  axis: number,
  taps: readonly (readonly Tap[] | undefined)[],
): Float64Array<ArrayBuffer> {
  const size = shape[axis] as number;
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const y = new Float64Array(outer * taps.length * inner);
  for (let o = 0; o < outer; o++) {
    taps.forEach((tap, place) => {
      const target = (o * taps.length + place) * inner;
      for (const { index, weight } of tap ?? []) {
        const source = (o * size + index) * inner;
        for (let i = 0; i < inner; i++) {
          y[target + i] = (y[target + i] as number) + weight * (data[source + i] as number);
        }
      }
    });
  }
  return y;
}

/** Writes the value wherever one axis alone lies outside the input. */
function extrapolate(
  data: Float64Array,
  shape: readonly number[],
  axis: number,
  taps: readonly (readonly Tap[] | undefined)[],
  value: number,
): void {
  const inner = sizeOf(shape.slice(axis + 1));
  for (let block = 0; block * inner < data.length; block++) {
    if (taps[block % taps.length] === undefined) data.fill(value, block * inner, (block + 1) * inner);
  }
}
