// Types of values as ONNX writes them.

import { create } from '@bufbuild/protobuf';
import { type Dim, dimNames, dimVariable } from '../ir/dim.js';
import { dtypeInfo } from '../ir/dtype.js';
import type { TensorType } from '../ir/tensor-type.js';
import {
  type TensorShapeProto_Dimension,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  type TypeProto,
  TypeProto_TensorSchema,
  TypeProtoSchema,
} from './gen/onnx_pb.js';

/** dtype and shape; sizes known only when running go by their name or expression, unknown ones are left open. */
export function encodeType(type: TensorType): TypeProto {
  return create(TypeProtoSchema, {
    tensorType: create(TypeProto_TensorSchema, {
      elemType: dtypeInfo(type.dtype).onnx,
      shape: create(TensorShapeProtoSchema, { dim: type.shape.map(encodeDim) }),
    }),
  });
}

/** True for a dim that nothing is known about, not even a name the user would recognise. */
export function isUnknownDim(dim: Dim): boolean {
  return dimNames(dim).some((name) => name.startsWith('?'));
}

function encodeDim(dim: Dim): TensorShapeProto_Dimension {
  const made = create(TensorShapeProto_DimensionSchema);
  if (typeof dim === 'number') made.value = { case: 'dimValue', value: BigInt(dim) };
  else if (!isUnknownDim(dim)) made.value = { case: 'dimParam', value: dimVariable(dim) ?? dim.key };
  return made;
}
