// The shape rule that the sliding poolings share.

import { OptionError, ShapeError } from '../../errors.js';
import type { AttrCodec } from '../../ir/attrs.js';
import type { Dim } from '../../ir/dim.js';
import { formatShape, type Shape } from '../../ir/tensor-type.js';
import { autoPadField, extent, type WindowAttrs, windowAxes, windowOutput } from './window.js';

export interface PoolAttrs extends WindowAttrs {
  /** 1 keeps a last window that is not full, unless it would start in the end padding. */
  ceil_mode: number;
}

/** The attributes of every pooling and those of one. */
export function poolFields<A extends object>(own: AttrCodec<A>): AttrCodec<PoolAttrs> & AttrCodec<A> {
  return {
    auto_pad: autoPadField,
    ceil_mode: { kind: 'int', default: 0 },
    dilations: { kind: 'ints' },
    kernel_shape: { kind: 'ints' },
    pads: { kind: 'ints' },
    strides: { kind: 'ints' },
    ...own,
  };
}

/** [N,C,...] -> [N,C,...'] by the window of the attributes. @throws ShapeError where it does not fit. */
export function pooledShape(opName: string, shape: Shape, attrs: PoolAttrs): Shape {
  const kernel = attrs.kernel_shape;
  if (kernel === undefined) {
    throw new OptionError(`${opName} needs the attribute kernel_shape`, {
      hint: 'one size for each spatial axis',
    });
  }
  if (shape.length !== kernel.length + 2 || kernel.length === 0) {
    throw new ShapeError(`the input has shape ${formatShape(shape)}, the window [${kernel}]`, {
      hint: 'the input needs batch and channels, then one axis for each of the window',
    });
  }
  const windows = windowAxes(attrs, kernel, attrs.ceil_mode !== 0);
  const spatial = windows.map((window, axis) => windowOutput(shape[axis + 2] as Dim, window));
  return [...shape.slice(0, 2), ...spatial];
}

/**
 * Opset that has the rule above for ceil_mode: before 22 a last window that starts in the end padding
 * was kept. Where there can be no such window `otherwise` will do.
 */
export function pooledOpset(attrs: PoolAttrs, otherwise: number): number {
  if (attrs.ceil_mode === 0) return otherwise;
  const windows = windowAxes(attrs, attrs.kernel_shape ?? [], true);
  return windows.some((window) => window.stride > extent(window) - window.pads[1]) ? 22 : otherwise;
}
