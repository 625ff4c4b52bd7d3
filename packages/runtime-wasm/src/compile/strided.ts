// Steps that copy between strided views.

import { COPY_AXES, type CopyField, stridedCopyKernel } from '../kernels/strided-copy.js';
import type { Address, Argument } from './buffer.js';
import { type Call, call, type Share, shared } from './step.js';

/** One axis of a copy: how many, and the bytes between two in source and target. */
export interface CopyAxis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Axes outermost first. Threads share the largest one. */
export function stridedCopy(
  share: Share,
  x: Address,
  out: Address,
  axes: readonly CopyAxis[],
): readonly Call[] {
  const [first, ...rest] = [...mergeAxes(axes)].sort((a, b) => b.size - a.size);
  const own = first ?? { size: 1, from: 0, to: 0 };
  // The order of the axes decides nothing but speed: the innermost should be the one of smallest steps.
  const inner = rest.sort((a, b) => b.to - a.to);
  return shared(share, own.size, (start, size) => {
    const moved = (address: Address, step: number): Address => ({
      ...address,
      offset: address.offset + start * step,
    });
    const ordered = [{ ...own, size }, ...inner].sort((a, b) => b.to - a.to);
    return call(stridedCopyKernel, copyArgs(moved(x, own.from), moved(out, own.to), ordered));
  });
}

/** Row-major strides in bytes. */
export function byteStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(4);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  }
  return strides;
}

/** Axes of one element go; neighbours that continue each other in both views become one. */
function mergeAxes(axes: readonly CopyAxis[]): readonly CopyAxis[] {
  const merged: CopyAxis[] = [];
  for (const axis of axes.filter(({ size }) => size !== 1)) {
    const last = merged.at(-1);
    if (last?.from === axis.size * axis.from && last.to === axis.size * axis.to) {
      merged[merged.length - 1] = { size: last.size * axis.size, from: axis.from, to: axis.to };
    } else merged.push(axis);
  }
  return merged;
}

/** Whether a copy has few enough axes once merged. */
export function isCopyable(axes: readonly CopyAxis[]): boolean {
  return mergeAxes(axes).length <= COPY_AXES;
}

function copyArgs(x: Address, out: Address, axes: readonly CopyAxis[]): Record<CopyField, Argument> {
  const args: Record<string, Argument> = { x, out };
  const missing = COPY_AXES - axes.length;
  for (let n = 0; n < COPY_AXES; n++) {
    const { size, from, to } = axes[n - missing] ?? { size: 1, from: 0, to: 0 };
    Object.assign(args, { [`size${n}`]: size, [`from${n}`]: from, [`to${n}`]: to });
  }
  return args as Record<CopyField, Argument>;
}
