// Conv, and onnxruntime's FusedConv: the depthwise or the dense kernel, with the activation and the shortcut that follow.

import type { Node, Value } from '@gossamer/core';
import type { ConstantTensor, Lowering } from '../compile/lowering.js';
import { shapeOf } from '../compile/tensor-shape.js';
import { fusedActivationOf } from './activations.js';
import { lowerDense } from './dense.js';
import { lowerDepthwise } from './depthwise.js';
import { type IntegerWeights, integerWeights, stepsOf } from './quantize.js';
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
  /** Where input and weights are quantized, so that products are of integers. */
  readonly integer?: { readonly inputScale: number; readonly weights: IntegerWeights } | undefined;
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
  const [out = 0, groupIn = 0] = weight.shape;
  const { group: groups } = attrs;
  const integer = groups === 1 || groupIn % 4 === 0 ? integersIn(lowering, x, w) : undefined;
  const result = tail.result;
  const conv = withSteps({ path: node.path, x, result, weight, bias, groups, window, tail, integer });
  if (groupIn === 1 && groups === out && groups > 1) lowerDepthwise(lowering, conv);
  else lowerDense(lowering, conv);
}

/** Weights that have the division by the step in them, where nothing comes between sums and rounding. */
export function withSteps(conv: Convolution): Convolution {
  const { tail, weight, bias, integer } = conv;
  const { before, residual, after } = tail.epilogue;
  if (tail.steps === undefined || before !== undefined || residual || after !== undefined) return conv;
  const factor = 1 / tail.steps.scale;
  const scaled = ({ shape, read }: ConstantTensor): ConstantTensor => ({
    shape,
    read: async () => (await read()).map((value) => value * factor),
  });
  return {
    ...conv,
    tail: { ...tail, epilogue: { ...tail.epilogue, quantize: 'scaled' } },
    weight: scaled(weight),
    bias: bias && scaled(bias),
    integer: integer && { ...integer, inputScale: integer.inputScale * factor },
  };
}

/** What a product of integers needs, where both factors are quantized and the picture is in blocks. */
export function integersIn(lowering: Lowering, x: Value, w: Value): Convolution['integer'] {
  const steps = stepsOf(x)?.steps;
  const weights = integerWeights(lowering, w);
  const isBlocked = lowering.has(x, 'blocked') || lowering.planes(x).channels % 4 === 0;
  return steps && weights && isBlocked ? { inputScale: steps.readScale, weights } : undefined;
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
