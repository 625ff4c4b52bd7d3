// Types a file declares, and how they complete the inferred ones.

import { FormatError } from '../errors.js';
import { type Dim, symbolicDim } from '../ir/dim.js';
import type { DType } from '../ir/dtype.js';
import { formatType, type Shape, type TensorType } from '../ir/tensor-type.js';
import { decodeDims, elementType, MOST_AXES } from './decode-tensor.js';
import { isUnknownDim } from './encode-type.js';
import type { TensorShapeProto_Dimension, ValueInfoProto } from './gen/onnx_pb.js';

/** What a file says of a value: both parts may be missing. */
export interface DeclaredType {
  readonly dtype: DType | undefined;
  /** Unknown sizes are named `?<value>.<axis>`. */
  readonly shape: Shape | undefined;
}

/** @throws FormatError or UnsupportedOpError for types that are no tensors of ours */
export function decodeType({ name, type }: ValueInfoProto): DeclaredType {
  const tensor = type?.tensorType;
  if ((tensor?.shape?.dim.length ?? 0) > MOST_AXES)
    throw new FormatError('the type has too many axes', { path: name });
  return {
    dtype: tensor === undefined || tensor.elemType === 0 ? undefined : elementType(tensor.elemType, name),
    shape: tensor?.shape?.dim.map((dim, axis) => decodeDim(dim, name, axis)),
  };
}

/**
 * The inferred type with its unknown sizes as the file declares them.
 * @throws FormatError where the two contradict
 */
export function mergeType(name: string, inferred: TensorType, declared: DeclaredType): TensorType {
  const shape = declared.shape ?? inferred.shape;
  const fits =
    (declared.dtype ?? inferred.dtype) === inferred.dtype &&
    shape.length === inferred.shape.length &&
    shape.every((dim, axis) => isSameSize(dim, inferred.shape[axis] as Dim));
  if (!fits) {
    const wanted = formatType({ dtype: declared.dtype ?? inferred.dtype, shape });
    throw new FormatError(
      `"${name}" is declared as ${wanted}, but its node computes ${formatType(inferred)}`,
      {
        path: name,
        hint: 'the file contradicts itself: export it again',
      },
    );
  }
  const merged = inferred.shape.map((dim, axis) => (isUnknownDim(dim) ? (shape[axis] as Dim) : dim));
  return {
    dtype: inferred.dtype,
    shape: merged.map((dim, axis) => (isUnknownDim(dim) ? (inferred.shape[axis] as Dim) : dim)),
  };
}

/** Names may differ for one size; numbers may not. */
function isSameSize(a: Dim, b: Dim): boolean {
  return typeof a !== 'number' || typeof b !== 'number' || a === b;
}

function decodeDim({ value }: TensorShapeProto_Dimension, name: string, axis: number): Dim {
  if (value.case === 'dimValue') return decodeDims([value.value], name)[0] as number;
  const known = value.case === 'dimParam' && value.value !== '' && !value.value.startsWith('?');
  return symbolicDim(known ? (value.value as string) : `?${name}.${axis}`);
}
