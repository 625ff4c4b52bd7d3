// Quantized layers over odd shapes, against the interpreter.

import { constant, emit, type Scope, type Value } from '@gossamer/core';
import {
  Add,
  Conv,
  DequantizeLinear,
  Gemm,
  HardSwish,
  MaxPool,
  Mul,
  QuantizeLinear,
} from '@gossamer/core/ops';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { holds, size } from '../testing/holds.js';
import { type Window, windowed, windows } from '../testing/windowed.js';

/** A constant of whole numbers that look like noise. */
function noise(shape: readonly number[], dtype: 'int8' | 'int32', limit: number): Value {
  const count = shape.reduce((product, side) => product * side, 1);
  const values = Array.from(
    { length: count },
    (_, i) => ((Math.imul(i + 1, 2654435761) >>> 8) % (2 * limit + 1)) - limit,
  );
  return constant(values, shape, dtype);
}

const step = (value: number): Value => constant([value], [], 'float32');

/** What is stored as uint8 with a zero point. */
function stored(s: Scope, x: Value, scale: number, zero: number): Value {
  const parameters = [step(scale), constant([zero], [], 'uint8')];
  const integers = emit(s, QuantizeLinear, [x, ...parameters], {});
  return emit(s, DequantizeLinear, [integers, ...parameters], {});
}

/** Quantized weights with a scale for each output channel. */
function integerWeight(s: Scope, shape: readonly number[]): Value {
  const out = shape[0] as number;
  const scales = Array.from({ length: out }, (_, i) => 0.01 + 0.002 * (i % 5));
  const zeros = constant(new Array<number>(out).fill(0), [out], 'int8');
  const parameters = [constant(scales, [out], 'float32'), zeros];
  return emit(s, DequantizeLinear, [noise(shape, 'int8', 127), ...parameters], { axis: 0 });
}

describe('integers', { timeout: 60_000 }, () => {
  const integerNetwork = (channels: number, out: number, group: number, w: Window, rounds: boolean) => {
    const { shape } = windowed(channels, out, group, w);
    return {
      shape,
      body: (s: Scope, x: Value): Value => {
        const inputs = [stored(s, x, 1 / 130, 120), integerWeight(s, [out, channels / group, ...w.kernel])];
        if (w.bias) {
          const scales = step(0.001);
          inputs.push(emit(s, DequantizeLinear, [noise([out], 'int32', 900), scales], {}));
        }
        const y = emit(s, Conv, inputs, {
          group,
          strides: w.strides,
          pads: w.pads,
          dilations: [w.dilation, w.dilation],
        });
        const active = w.tail % 2 === 0 ? y : emit(s, HardSwish, [y], {});
        // Coarse steps: a float's last bit hardly ever decides between two.
        return rounds ? stored(s, active, 1.37, 100) : active;
      },
    };
  };

  it.each([false, true])('are multiplied by dense convolutions, rounded: %s', (rounds) =>
    holds(
      fc.tuple(size(13), size(29), windows),
      ([channels, out, w]) => integerNetwork(channels, out, 1, w, rounds),
      100,
    ),
  );

  it('by grouped and by depthwise ones', () =>
    holds(
      fc.tuple(size(3), fc.constantFrom(1, 3, 4, 8), size(7), windows),
      ([group, own, out, w]) => integerNetwork(group * own, group * out, group, w, true),
      100,
    ));

  it('by matrices', () =>
    holds(fc.tuple(size(70), size(40)), ([features, classes]) => ({
      shape: [1, features],
      body: (s, x) =>
        emit(s, Gemm, [stored(s, x, 1 / 130, 120), integerWeight(s, [classes, features])], { transB: 1 }),
    })));

  it('are added and pooled as floats', () =>
    holds(fc.tuple(size(9), size(9)), ([channels, width]) => ({
      shape: [1, channels, 3, width],
      body: (s, x) => {
        const y = stored(s, emit(s, MaxPool, [x], { kernel_shape: [1, 1] }), 1 / 90, 130);
        return stored(
          s,
          emit(s, Add, [y, stored(s, emit(s, Mul, [y, step(0.37)], {}), 1 / 77, 128)], {}),
          0.31,
          7,
        );
      },
    })));
});
