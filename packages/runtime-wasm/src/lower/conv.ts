// Conv, and onnxruntime's FusedConv: the depthwise or the dense kernel, with the activation and the shortcut that follow.

import type { Node, Value } from '@gossamer/core';
import type { ConstantTensor, Lowering } from '../compile/lowering.js';
import { shapeOf } from '../compile/tensor-shape.js';
import { fusedActivationOf } from './activations.js';
import { lowerDense } from './dense.js';
import { lowerDepthwise } from './depthwise.js';
import { type Tail, takeTail } from './tail.js';
import { type WindowAttrs, type WindowAxis, windowOf } from './window.js';

/** A convolution with its weights, its window and what is computed with it. */
export interface Convolution {
  readonly path: string;
  readonly x: Value;
  readonly result: Value;
  readonly weight: ConstantTensor;
  readonly bias: ConstantTensor | undefined;
  readonly groups: number;
  readonly window: readonly [rows: WindowAxis, cols: WindowAxis];
  readonly tail: Tail;
}

export function lowerConv(lowering: Lowering, node: Node): void {
  const [x, w, b] = node.inputs as [Value, Value, Value?];
  const weight = lowering.constant(w);
  const bias = lowering.constant(b);
  if (weight === undefined || (b !== undefined && bias === undefined)) {
    throw lowering.unsupported(node, 'a convolution with computed weights');
  }
  if (weight.shape.length !== 4) throw lowering.unsupported(node, `a kernel of shape [${weight.shape}]`);
  const attrs = node.attrs as WindowAttrs & { group: number };
  const [, , ...kernel] = weight.shape;
  const window = windowOf(attrs, kernel, shapeOf(x).slice(2), shapeOf(node.output).slice(2));
  const tail = fusedTail(node) ?? takeTail(lowering, node.output, { residual: true });
  const conv = { path: node.path, x, result: tail.result, weight, bias, groups: attrs.group, window, tail };
  const [out = 0, groupIn = 0] = weight.shape;
  if (groupIn === 1 && attrs.group === out && attrs.group > 1) lowerDepthwise(lowering, conv);
  else lowerDense(lowering, conv);
}

/** What a com.microsoft.FusedConv computes itself: activation(convolution + fourth input). */
function fusedTail(node: Node): Tail | undefined {
  if (node.op.name === 'Conv') return undefined;
  const residual = node.inputs[3];
  const activation = fusedActivationOf(node);
  return {
    epilogue: residual === undefined ? { before: activation } : { residual: true, after: activation },
    residual,
    result: node.output,
  };
}
