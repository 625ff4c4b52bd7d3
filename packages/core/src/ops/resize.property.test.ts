// Resize against onnxruntime.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { Graph } from '../ir/graph.js';
import { constant, emit, scopeOf } from '../ir/scope.js';
import type { Tensor } from '../ir/tensor-data.js';
import { formatShape } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { float32s, int64s, randomTensor } from '../testing/randomTensor.js';
import { Resize, type ResizeAttrs } from './index.js';

const pixels = fc.record({ height: sizes(6), width: sizes(6) });
const flag = fc.constantFrom(0, 1);

interface ResizeCase {
  readonly from: { height: number; width: number };
  readonly to: { height: number; width: number };
  readonly seed: number;
}

/** [1,2,H,W] to [1,2,H',W'], or only the last two axes where `axes` says so. */
async function checkResize(
  { from, to, seed }: ResizeCase,
  attrs: Partial<ResizeAttrs>,
  roi?: Tensor,
): Promise<void> {
  const x = randomTensor([1, 2, from.height, from.width], seed);
  const target = attrs.axes === undefined ? [1, 2, to.height, to.width] : [to.height, to.width];
  await checkNode({ op: Resize, inputs: [x, roi, undefined, int64s(...target)], attrs });
}

describe('Resize to sizes', () => {
  const both = { from: pixels, to: pixels, seed: seeds };

  it('nearest equals onnxruntime', () =>
    forAll(
      fc.record({
        ...both,
        attrs: fc.record({
          nearest_mode: fc.constantFrom('round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'),
          coordinate_transformation_mode: fc.constantFrom(
            'half_pixel',
            'pytorch_half_pixel',
            'align_corners',
            'asymmetric',
          ),
        }),
      }),
      ({ attrs, ...sizes }) => checkResize(sizes, { mode: 'nearest', ...attrs }),
      200,
    ));

  it('linear equals onnxruntime', () =>
    forAll(
      fc.record({
        ...both,
        antialias: flag,
        coordinate_transformation_mode: fc.constantFrom(
          'half_pixel',
          'half_pixel_symmetric',
          'pytorch_half_pixel',
          'align_corners',
          'asymmetric',
        ),
      }),
      ({ antialias, coordinate_transformation_mode, ...sizes }) =>
        checkResize(sizes, { mode: 'linear', antialias, coordinate_transformation_mode }),
      200,
    ));

  it('cubic equals onnxruntime', () =>
    forAll(
      fc.record({
        ...both,
        attrs: fc.record({
          antialias: flag,
          exclude_outside: flag,
          cubic_coeff_a: fc.constantFrom(-0.75, -0.5),
          coordinate_transformation_mode: fc.constantFrom(
            'half_pixel',
            'half_pixel_symmetric',
            'pytorch_half_pixel',
            'align_corners',
            'asymmetric',
          ),
        }),
      }),
      ({ attrs, ...sizes }) => checkResize(sizes, { mode: 'cubic', ...attrs }),
      200,
    ));

  it('tf_crop_and_resize equals onnxruntime', () =>
    forAll(
      fc
        .record({
          ...both,
          mode: fc.constantFrom('nearest', 'linear'),
          roi: fc.tuple(...[0, 0.25, 0.5, 1].map((at) => fc.constantFrom(at, at + 0.125))),
          extrapolation_value: fc.constantFrom(0, 10),
        })
        // onnxruntime does not crop an axis that keeps its size.
        .filter(({ from, to }) => from.height !== to.height && from.width !== to.width),
      ({ mode, roi: [top, left, bottom, right], extrapolation_value, ...sizes }) => {
        const roi = float32s(0, 0, top as number, left as number, 1, 1, bottom as number, right as number);
        const coordinates = { coordinate_transformation_mode: 'tf_crop_and_resize' } as const;
        return checkResize(sizes, { mode, extrapolation_value, ...coordinates }, roi);
      },
      100,
    ));

  it('axes and aspect ratios equal onnxruntime', () =>
    forAll(
      fc.record({
        ...both,
        // onnxruntime leaves the input as it is where a policy meets axes counted from the end.
        attrs: fc.constantFrom<Partial<ResizeAttrs>>(
          { axes: [-2, -1] },
          { axes: [2, 3], keep_aspect_ratio_policy: 'not_larger' },
          { axes: [2, 3], keep_aspect_ratio_policy: 'not_smaller' },
        ),
      }),
      ({ attrs, ...sizes }) => checkResize(sizes, attrs),
      100,
    ));
});

describe('Resize by scales', () => {
  const scale = fc.constantFrom(0.5, 0.75, 1, 1.5, 2, 3);

  it('equals onnxruntime', () =>
    forAll(
      fc.record({
        from: pixels,
        scales: fc.tuple(scale, scale),
        mode: fc.constantFrom('nearest', 'linear', 'cubic'),
        coordinate_transformation_mode: fc.constantFrom('half_pixel', 'half_pixel_symmetric', 'asymmetric'),
        antialias: flag,
        seed: seeds,
      }),
      async ({ from, scales, mode, seed, antialias, ...attrs }) => {
        const x = randomTensor([1, 2, from.height + 1, from.width + 1], seed);
        const inputs = [x, undefined, float32s(1, 1, ...scales)];
        const smooth = mode === 'nearest' ? {} : { antialias };
        await checkNode({ op: Resize, inputs, attrs: { mode, ...attrs, ...smooth } });
      },
      200,
    ));
});

describe('Resize', () => {
  const x = new Value({ dtype: 'float32', shape: [symbolicDim('N'), 3, symbolicDim('H'), 10] });
  const resize = (scales: Value | undefined, sizes?: Value): string =>
    formatShape(emit(scopeOf(new Graph('test')), Resize, [x, undefined, scales, sizes], {}).type.shape);

  it('keeps symbolic sizes', () => {
    expect(resize(constant([1, 1, 2, 2], [4], 'float32'))).toBe('[N,3,2*H,20]');
    expect(resize(constant([1, 1, 0.75, 0.75], [4], 'float32'))).toBe('[N,3,floor(3*H/4),7]');
    expect(resize(constant([1, 1, 0.3, 1], [4], 'float32'))).toBe('[N,3,?Resize.2,10]');
  });

  it('wants scales or sizes, one for each axis', () => {
    expect(() => resize(undefined)).toThrow('either scales or sizes, found neither');
    expect(() => resize(constant([2, 2], [2], 'float32'))).toThrow('scales [2,2] do not fit [N,3,H,10]');
  });
});
