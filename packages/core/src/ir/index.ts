// The graph IR.

export {
  type AttrCodec,
  type AttrField,
  type AttrKind,
  explicitAttrs,
  normalizeAttrs,
  type TensorAttr,
} from './attrs.js';
export { bindDims } from './bind-dims.js';
export { constantNumbers, createNode, inferTypes, type NodeOptions } from './create-node.js';
export {
  addDims,
  bindDim,
  ceilDivDim,
  type Dim,
  dimNames,
  dimVariable,
  divDims,
  floorDivDim,
  mulDims,
  SymbolicDim,
  sameDim,
  subDims,
  symbolicDim,
  unifyDims,
} from './dim.js';
export {
  type DType,
  type DTypeInfo,
  dtypeInfo,
  dtypeOfOnnx,
  dtypeRange,
  isFloat,
  type TypedArray,
} from './dtype.js';
export { Graph, type GraphInput, type GraphOutput, isOp, type Use } from './graph.js';
export { halfToNumber, numberToHalf } from './half.js';
export type { Init } from './init.js';
export type { Model } from './model.js';
export { Node } from './node.js';
export {
  type CostContext,
  type ForeignNode,
  type InferContext,
  type MakeConstant,
  type OpDef,
  splitOpName,
} from './op.js';
export { printGraph } from './print.js';
export { constant, emit, emitAll, type ParamOptions, param, type Scope, scopeOf } from './scope.js';
export { emptyData, fromNumbers, type Tensor, toNumbers } from './tensor-data.js';
export {
  byteCount,
  elementCount,
  formatShape,
  formatType,
  isStatic,
  normalizeAxis,
  type Shape,
  sameShape,
  staticShape,
  type TensorType,
  tensorType,
} from './tensor-type.js';
export { Constant, Parameter, type ParameterRole, Value } from './value.js';
export { verify } from './verify.js';
