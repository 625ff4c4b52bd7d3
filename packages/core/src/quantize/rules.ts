// Which operators are computed on integers, by name, and how. What is not listed stays float.

import { constantNumbers } from '../ir/create-node.js';
import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { Parameter, type Value } from '../ir/value.js';
import { Gemm } from '../ops/gemm.js';
import { Resize, type ResizeAttrs } from '../ops/resize.js';

/**
 * - `weighted`: activations uint8, weights int8 for each output channel, bias int32.
 * - `arithmetic`: any number of uint8 inputs, an output of its own scale.
 * - `same`: moves or selects elements, input and outputs share one scale.
 * - `saturate`: limits values; goes into the output scale of the operator before it.
 * - `scaled`: a product with a positive constant; the same integers read by another scale.
 */
export type QuantRule = 'weighted' | 'arithmetic' | 'same' | 'saturate' | 'scaled';

const RULES: Readonly<Record<string, QuantRule>> = {
  Conv: 'weighted',
  Gemm: 'weighted',
  Add: 'arithmetic',
  Mul: 'arithmetic',
  Concat: 'arithmetic',
  AveragePool: 'arithmetic',
  GlobalAveragePool: 'arithmetic',
  LeakyRelu: 'arithmetic',
  Sigmoid: 'arithmetic',
  MaxPool: 'same',
  Reshape: 'same',
  Flatten: 'same',
  Transpose: 'same',
  Squeeze: 'same',
  Unsqueeze: 'same',
  Split: 'same',
  Slice: 'same',
  Resize: 'same',
  Relu: 'saturate',
  Clip: 'saturate',
};

/** The rule for a node, where this form of its operator has integer kernels. */
export function ruleOf(node: Node): QuantRule | undefined {
  const rule = Object.hasOwn(RULES, node.op.name) ? RULES[node.op.name] : undefined;
  switch (rule) {
    case 'weighted':
      return isWeighted(node) ? rule : undefined;
    case 'arithmetic':
      return scaleFactor(node) !== undefined ? 'scaled' : node.inputs.every(isOperand) ? rule : undefined;
    case 'same':
      return !isOp(node, Resize) || isPlainResize(node.attrs) ? rule : undefined;
    case 'saturate':
      return limitsOf(node) === undefined ? undefined : rule;
    default:
      return rule;
  }
}

/** Activations of a node: what calibration has to look at. Weights, shapes and limits are not. */
export function activationInputs(node: Node): readonly Value[] {
  const all = ruleOf(node) === 'arithmetic' ? node.inputs : node.inputs.slice(0, 1);
  return all.filter((value): value is Value => value !== undefined && isComputed(value));
}

/** [min, max] of a Relu or a Clip that keeps 0. */
export function limitsOf(node: Node): readonly [min: number, max: number] | undefined {
  if (node.op.name === 'Relu') return [0, Number.POSITIVE_INFINITY];
  const [, low, high] = node.inputs.map((value) => constantNumbers(value)?.[0]);
  if (
    (node.inputs[1] !== undefined && low === undefined) ||
    (node.inputs[2] !== undefined && high === undefined)
  )
    return undefined;
  const limits = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY] as const;
  return limits[0] <= 0 && limits[1] >= 0 ? limits : undefined;
}

/** The constant of a product with one positive number. */
export function scaleFactor(node: Node): number | undefined {
  if (node.op.name !== 'Mul' || node.inputs[0] === undefined || !isComputed(node.inputs[0])) return undefined;
  const factor = scalarOf(node.inputs[1]);
  return factor !== undefined && factor > 0 ? factor : undefined;
}

/** The number of a constant with one element. */
export function scalarOf(value: Value | undefined): number | undefined {
  const numbers = constantNumbers(value);
  return numbers?.length === 1 ? numbers[0] : undefined;
}

/** Not a parameter and not a constant. */
export function isComputed(value: Value): boolean {
  return !(value instanceof Parameter) && constantNumbers(value) === undefined;
}

/** onnxruntime 1.30 turns a uint8 Resize to NHWC without turning its `axes`, and then refuses it. */
function isPlainResize({ mode, axes }: ResizeAttrs): boolean {
  return mode === 'nearest' && axes === undefined;
}

/** A computed tensor, or a positive number that is added. */
function isOperand(value: Value | undefined): boolean {
  return value !== undefined && (isComputed(value) || (scalarOf(value) ?? -1) > 0);
}

function isWeighted(node: Node): boolean {
  const [x, weight, bias] = node.inputs;
  if (x === undefined || !isComputed(x) || !(weight instanceof Parameter)) return false;
  if (weight.type.dtype !== 'float32' || (bias !== undefined && !(bias instanceof Parameter))) return false;
  if (!isOp(node, Gemm)) return true;
  const { alpha, beta, transA, transB } = node.attrs;
  return (
    alpha === 1 && beta === 1 && transA === 0 && transB === 1 && (bias === undefined || isRow(bias, weight))
  );
}

/** One number for each row of the weight: Gemm would repeat a shorter bias. */
function isRow({ type: { shape } }: Value, weight: Value): boolean {
  return shape.length === 1 && shape[0] === weight.type.shape[0];
}
