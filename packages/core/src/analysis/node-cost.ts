// What one node costs: multiply-accumulates, activations, bytes.

import { addDims, type Dim } from '../ir/dim.js';
import type { Node } from '../ir/node.js';
import { byteCount, elementCount, type TensorType } from '../ir/tensor-type.js';
import { Constant, Parameter } from '../ir/value.js';

export interface NodeCost {
  /** Multiply-accumulates of convolutions and matrix products; fixed (constant) kernels are not counted. */
  readonly macs: Dim;
  /** Output elements of convolutions and matrix products, as arXiv:2003.13678 counts activations. */
  readonly activations: Dim;
  /** Learnable parameters the node reads. */
  readonly params: number;
  /** Bytes of all inputs, parameters included. */
  readonly bytesRead: Dim;
  readonly bytesWritten: Dim;
}

/** Costs of a node at its types; symbolic sizes give formulas. */
export function nodeCost(node: Node): NodeCost {
  const inputs = node.inputs.map((value) => value?.type);
  const outputs = node.outputs.map((value) => value.type);
  const learned = node.op.macs !== undefined && !(node.inputs[1] instanceof Constant);
  const macs = learned ? (node.op.macs?.({ inputs, outputs, attrs: node.attrs }) ?? 0) : 0;
  return {
    macs,
    activations: learned ? elementCount((outputs[0] as TensorType).shape) : 0,
    params: node.inputs.reduce((sum, value) => sum + (value instanceof Parameter ? learnable(value) : 0), 0),
    bytesRead: addDims(...inputs.map((type) => (type === undefined ? 0 : byteCount(type)))),
    bytesWritten: addDims(...outputs.map(byteCount)),
  };
}

/** Elements of a learned parameter; 0 for running statistics. */
export function learnable(parameter: Parameter): number {
  return parameter.role === 'weight' ? (elementCount(parameter.type.shape) as number) : 0;
}
