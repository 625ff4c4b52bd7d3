// Walks the windows of a pooling: what AveragePool and MaxPool share.

import type { PoolAttrs } from '../../ops/shared/pool.js';
import { windowAxes } from '../../ops/shared/window.js';
import { input, type KernelContext, sizeOf } from '../kernel.js';
import { windowTaps } from './window.js';

export interface PoolWindow {
  /** One channel of one picture. */
  readonly plane: Float64Array;
  /** Which one, counted over batch and channels. */
  readonly planeIndex: number;
  /** Index in `plane` of every cell in the window, below zero where it lies outside. */
  readonly cells: Int32Array;
  /** Flat index in the output. */
  readonly target: number;
}

/** Calls `visit` for every element of the output. `cells` is reused between calls. */
export function forEachWindow(context: KernelContext<PoolAttrs>, visit: (window: PoolWindow) => void): void {
  const x = input(context, 0);
  const inSpatial = x.shape.slice(2);
  const outSpatial = context.outputs[0]?.shape.slice(2) ?? [];
  const { kernel_shape: kernel = [], ceil_mode: ceil } = context.attrs;
  const taps = windowTaps(windowAxes(context.attrs, kernel, ceil !== 0), inSpatial, outSpatial);
  const inSize = sizeOf(inSpatial);
  const outSize = sizeOf(outSpatial);
  const planes = sizeOf(x.shape.slice(0, 2));
  const cells = new Int32Array(taps.length);
  for (let planeIndex = 0; planeIndex < planes; planeIndex++) {
    const plane = x.data.subarray(planeIndex * inSize, (planeIndex + 1) * inSize);
    for (let position = 0; position < outSize; position++) {
      taps.forEach((tap, cell) => {
        cells[cell] = tap[position] as number;
      });
      visit({ plane, planeIndex, cells, target: planeIndex * outSize + position });
    }
  }
}
