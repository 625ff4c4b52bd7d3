// Resize: nearest, linear or cubic interpolation along any axes.

import { ShapeError, UnsupportedOpError } from '../errors.js';
import type { Dim } from '../ir/dim.js';
import type { ForeignNode, InferContext, OpDef } from '../ir/op.js';
import { formatShape, type Shape, type TensorType } from '../ir/tensor-type.js';
import { checkKind } from './shared/dtypes.js';
import { aspectScale, resizeAxes, scaledDim } from './shared/resize.js';
import type { UpgradedNode } from './shared/upgrade.js';

export interface ResizeAttrs {
  /** 1 widens linear and cubic filters when shrinking, so that every input element counts. */
  antialias: number;
  /** Axes that roi, scales and sizes speak of; all of them where left out. */
  axes?: readonly number[];
  /** How a position in the output maps to one in the input. */
  coordinate_transformation_mode:
    | 'half_pixel'
    | 'half_pixel_symmetric'
    | 'pytorch_half_pixel'
    | 'align_corners'
    | 'asymmetric'
    | 'tf_crop_and_resize';
  /** PyTorch -0.75, TensorFlow -0.5. */
  cubic_coeff_a: number;
  /** 1 leaves elements outside the input out of the sum instead of repeating the edge. */
  exclude_outside: number;
  /** Value outside the input, for tf_crop_and_resize. */
  extrapolation_value: number;
  /** How sizes are meant: as they are, or as a box to stay inside of or to cover. */
  keep_aspect_ratio_policy: 'stretch' | 'not_larger' | 'not_smaller';
  mode: 'nearest' | 'linear' | 'cubic';
  nearest_mode: 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';
}

/** Inputs X, optional roi, and either scales (float32) or sizes (int64); output X resampled. */
export const Resize: OpDef<ResizeAttrs> = {
  name: 'Resize',
  since: 13,
  arity: [1, 4],
  attrs: {
    antialias: { kind: 'int', default: 0 },
    axes: { kind: 'ints' },
    coordinate_transformation_mode: {
      kind: 'string',
      default: 'half_pixel',
      oneOf: [
        'half_pixel',
        'half_pixel_symmetric',
        'pytorch_half_pixel',
        'align_corners',
        'asymmetric',
        'tf_crop_and_resize',
      ],
    },
    cubic_coeff_a: { kind: 'float', default: -0.75 },
    exclude_outside: { kind: 'int', default: 0 },
    extrapolation_value: { kind: 'float', default: 0 },
    keep_aspect_ratio_policy: {
      kind: 'string',
      default: 'stretch',
      oneOf: ['stretch', 'not_larger', 'not_smaller'],
    },
    mode: { kind: 'string', default: 'nearest', oneOf: ['nearest', 'linear', 'cubic'] },
    nearest_mode: {
      kind: 'string',
      default: 'round_prefer_floor',
      oneOf: ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'],
    },
  },
  staticInputs: [1, 2, 3],
  opset(attrs) {
    if (attrs.coordinate_transformation_mode === 'half_pixel_symmetric') return 19;
    const { antialias, axes, keep_aspect_ratio_policy: policy } = attrs;
    return antialias !== 0 || axes !== undefined || policy !== 'stretch' ? 18 : 13;
  },
  infer(context) {
    const [x] = context.inputs as [TensorType];
    checkKind('Resize', x, ['float', 'int', 'uint']);
    return [{ dtype: x.dtype, shape: resizedShape(x.shape, context) }];
  },
  upgrade: (node, opset) => (opset >= 13 ? node : fromEarlier(node, opset)),
};

function resizedShape(shape: Shape, context: InferContext<ResizeAttrs>): Shape {
  const { attrs, inputs } = context;
  const axes = resizeAxes(shape.length, attrs.axes);
  const [byScales, bySizes] = [2, 3].map(
    (index) => inputs[index] !== undefined && inputs[index].shape[0] !== 0,
  );
  if (byScales === bySizes) {
    throw new ShapeError(`Resize takes either scales or sizes, found ${byScales ? 'both' : 'neither'}`, {
      hint: 'leave the other one out',
    });
  }
  const values = context.constant(byScales ? 2 : 3);
  if (values === undefined)
    return shape.map((dim, axis) => (axes.includes(axis) ? context.unknown(axis) : dim));
  if (values.length !== axes.length || !values.every((value) => value > 0)) {
    throw new ShapeError(`${byScales ? 'scales' : 'sizes'} [${values}] do not fit ${formatShape(shape)}`, {
      hint: `one positive number for each of the axes ${axes.join(', ')}`,
    });
  }
  const resized = byScales ? scaled(shape, axes, values, context) : sized(shape, axes, values, context);
  return shape.map((dim, axis) => resized.get(axis) ?? dim);
}

function scaled(
  shape: Shape,
  axes: readonly number[],
  scales: readonly number[],
  context: InferContext<ResizeAttrs>,
): ReadonlyMap<number, Dim> {
  return new Map(
    axes.map((axis, i) => [
      axis,
      scaledDim(shape[axis] as Dim, scales[i] as number) ?? context.unknown(axis),
    ]),
  );
}

function sized(
  shape: Shape,
  axes: readonly number[],
  sizes: readonly number[],
  context: InferContext<ResizeAttrs>,
): ReadonlyMap<number, Dim> {
  const policy = context.attrs.keep_aspect_ratio_policy;
  if (policy === 'stretch') return new Map(axes.map((axis, i) => [axis, sizes[i] as number]));
  const dims = axes.map((axis) => shape[axis] as Dim);
  if (!dims.every((dim) => typeof dim === 'number')) {
    return new Map(axes.map((axis) => [axis, context.unknown(axis)]));
  }
  const scale = aspectScale(dims, sizes, policy);
  return new Map(axes.map((axis, i) => [axis, Math.floor((dims[i] as number) * scale + 0.5)]));
}

/** Opset 11 had one more coordinate mode; opset 10 had X, scales and the meaning of `asymmetric`. */
function fromEarlier(node: ForeignNode, opset: number): UpgradedNode {
  const { attrs, inputs } = node;
  if (opset >= 11) {
    if (attrs.coordinate_transformation_mode !== 'tf_half_pixel_for_nn') return node;
    throw new UnsupportedOpError('coordinate_transformation_mode tf_half_pixel_for_nn ended with opset 13', {
      hint: 'convert the file to opset 13 or later',
    });
  }
  return {
    attrs: { ...attrs, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
    inputs: [inputs[0], undefined, inputs[1]],
  };
}
