// Reference kernel of Pad: for each axis a table from output to input.

import { axisPads, type PadAttrs } from '../../ops/pad.js';
import { input, type Kernel, sizeOf, stridesOf } from '../kernel.js';

/** Index in an axis of `size` elements that a place outside of it shows; -1 for none. */
const MIRRORS: Readonly<Record<PadAttrs['mode'], (place: number, size: number) => number>> = {
  constant: () => -1,
  edge: (place, size) => Math.min(Math.max(place, 0), size - 1),
  wrap: (place, size) => modulo(place, size),
  reflect(place, size) {
    if (size === 1) return 0;
    const phase = modulo(place, 2 * (size - 1));
    return Math.min(phase, 2 * (size - 1) - phase);
  },
};

export const padKernel: Kernel<PadAttrs> = (context) => {
  const x = input(context, 0);
  const [pads, value, axes] = [1, 2, 3].map((index) => context.inputs[index]?.data);
  const fill = value?.[0] ?? 0;
  const shape = context.outputs[0]?.shape ?? [];
  const mirror = MIRRORS[context.attrs.mode];
  const tables = axisPads(x.shape.length, Array.from(pads ?? []), axes && Array.from(axes)).map(
    ([begin, end], axis) => axisTable(x.shape[axis] as number, begin, end, mirror),
  );
  const inStrides = stridesOf(x.shape);
  const outStrides = stridesOf(shape);
  const y = new Float64Array(sizeOf(shape));
  for (let i = 0; i < y.length; i++) {
    let index = 0;
    tables.forEach((table, axis) => {
      const place = table[Math.floor(i / (outStrides[axis] as number)) % table.length] as number;
      index = place < 0 || index < 0 ? -1 : index + place * (inStrides[axis] as number);
    });
    y[i] = index < 0 ? fill : (x.data[index] as number);
  }
  return [y];
};

/** Negative pads crop first; the rest is mirrored. */
function axisTable(
  size: number,
  begin: number,
  end: number,
  mirror: (place: number, size: number) => number,
): Int32Array {
  const cropped = Math.max(-begin, 0);
  const left = size - cropped - Math.max(-end, 0);
  return Int32Array.from({ length: size + begin + end }, (_, i) => {
    const place = i - Math.max(begin, 0);
    const inside = place >= 0 && place < left ? place : mirror(place, left);
    return inside < 0 ? -1 : inside + cropped;
  });
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}
