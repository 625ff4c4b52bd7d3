// Concat: tensors joined along an axis.

import { ShapeError } from '../errors.js';
import { addDims, type Dim, unifyDims } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import { formatShape, normalizeAxis, type TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { checkSameDType } from './shared/dtypes.js';

export interface ConcatAttrs {
  axis: number;
}

/** One or more inputs, of one dtype and of one shape but for `axis`. */
export const Concat: OpDef<ConcatAttrs> = {
  name: 'Concat',
  since: 4,
  arity: [1, Number.POSITIVE_INFINITY],
  attrs: { axis: { kind: 'int', required: true } },
  infer({ inputs, attrs }) {
    const types = inputs as readonly [TensorType, ...TensorType[]];
    const [first] = types;
    if (first.shape.length === 0) throw new ShapeError('scalars have no axis to concatenate along');
    const axis = normalizeAxis(attrs.axis, first.shape.length);
    for (const type of types) checkSameDType('Concat', first, type);
    const shape = first.shape.map((_, i) =>
      i === axis
        ? addDims(...types.map((type) => type.shape[i] ?? fail(types, axis)))
        : commonDim(types, i, axis),
    );
    return [{ dtype: first.dtype, shape }];
  },
  // Before opset 4 the axis had a default.
  upgrade: (node, opset) => (opset >= 4 ? node : { attrs: { axis: 1, ...node.attrs }, inputs: node.inputs }),
};

/** The values joined along `axis`, by default the channels. @throws ShapeError where other axes differ. */
export function concat(s: Scope, values: readonly Value[], axis = 1): Value {
  return emit(s, Concat, values, { axis });
}

function commonDim(types: readonly TensorType[], i: number, axis: number): Dim {
  const rank = types[0]?.shape.length;
  let common = types[0]?.shape[i] as Dim;
  for (const { shape } of types) {
    const dim = shape.length === rank ? unifyDims(common, shape[i] as Dim) : undefined;
    if (dim === undefined) return fail(types, axis);
    common = dim;
  }
  return common;
}

function fail(types: readonly TensorType[], axis: number): never {
  throw new ShapeError(`cannot concatenate ${types.map((type) => formatShape(type.shape)).join(' and ')}`, {
    hint: `all axes but ${axis} have to be equal`,
  });
}
