// Tail: the activations and the shortcut that follow a node and are computed with it.

import type { Node, Value } from '@gossamer/core';
import type { Lowering } from '../compile/lowering.js';
import { shapeOf } from '../compile/tensor-shape.js';
import { silu } from '../kernels/activation.js';
import type { Epilogue } from '../kernels/epilogue.js';
import { activationOf } from './activations.js';
import { type Steps, stepsOf } from './quantize.js';

export interface Tail {
  readonly epilogue: Epilogue;
  readonly residual: Value | undefined;
  /** What results are rounded to in the end. */
  readonly steps?: Steps;
  /** What is computed in the end. */
  readonly result: Value;
}

/** Follows a value as long as it has one reader that fits; marks those nodes as done. */
export function takeTail(lowering: Lowering, value: Value, options: { residual: boolean }): Tail {
  const tail = takeFloats(lowering, value, options);
  return takeSteps(lowering, tail) ?? tail;
}

/** QuantizeLinear and the only DequantizeLinear behind it. */
function takeSteps(lowering: Lowering, { epilogue, residual, result }: Tail): Tail | undefined {
  const quantize = lowering.onlyReader(result);
  const dequantize =
    quantize?.op.name === 'QuantizeLinear' ? lowering.onlyReader(quantize.output) : undefined;
  const found = dequantize && stepsOf(dequantize.output);
  if (quantize === undefined || dequantize === undefined || found?.quantize !== quantize) return undefined;
  lowering.absorb(quantize);
  lowering.absorb(dequantize);
  return {
    epilogue: { ...epilogue, quantize: 'plain' },
    residual,
    result: dequantize.output,
    steps: found.steps,
  };
}

function takeFloats(lowering: Lowering, value: Value, options: { residual: boolean }): Tail {
  let result = value;
  let residual: Value | undefined;
  const before = takeActivation(lowering, result);
  if (before !== undefined) result = before.result;
  const sum = options.residual ? shortcutOf(lowering, result) : undefined;
  if (sum === undefined) return { epilogue: { before: before?.activation }, residual, result };
  lowering.absorb(sum.node);
  residual = sum.residual;
  result = sum.node.output;
  const after = takeActivation(lowering, result);
  return {
    epilogue: { before: before?.activation, residual: true, after: after?.activation },
    residual,
    result: after?.result ?? result,
  };
}

function takeActivation(lowering: Lowering, value: Value) {
  const reader = lowering.onlyReader(value);
  const activation = activationOf(reader);
  if (reader !== undefined && activation !== undefined) {
    lowering.absorb(reader);
    return { activation, result: reader.output };
  }
  const gate = gateOf(lowering, value);
  if (gate === undefined) return undefined;
  for (const node of gate) lowering.absorb(node);
  return { activation: silu, result: gate[1].output };
}

/** x sigmoid(x), written as two nodes. */
function gateOf(lowering: Lowering, value: Value): readonly [sigmoid: Node, mul: Node] | undefined {
  const readers = (lowering.uses.get(value) ?? []).map(({ node }) => node);
  const sigmoid = readers.find((node) => node.op.name === 'Sigmoid');
  const mul = readers.find((node) => node.op.name === 'Mul');
  if (readers.length !== 2 || sigmoid === undefined || mul === undefined || lowering.isOutput(value))
    return undefined;
  return mul.inputs.includes(sigmoid.output) && lowering.onlyReader(sigmoid.output) === mul
    ? [sigmoid, mul]
    : undefined;
}

/** The addition of something computed already. */
function shortcutOf(lowering: Lowering, value: Value): { node: Node; residual: Value } | undefined {
  const node = lowering.onlyReader(value);
  if (node?.op.name !== 'Add') return undefined;
  const residual = node.inputs.find((input) => input !== value);
  const fits =
    residual !== undefined && lowering.has(residual) && `${shapeOf(residual)}` === `${shapeOf(value)}`;
  return fits ? { node, residual } : undefined;
}
