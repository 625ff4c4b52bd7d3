// Multiply-accumulates, counted by hand; and the opset that a node needs.

import { describe, expect, it } from 'vitest';
import { createNode } from '../ir/create-node.js';
import { symbolicDim } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import type { Shape } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import * as ops from './index.js';

const N = symbolicDim('N');
const value = (...shape: Shape): Value => new Value({ dtype: 'float32', shape });

function nodeOf(op: OpDef, inputs: readonly Value[], attrs: object) {
  const node = createNode(op, inputs, attrs as Record<string, unknown>);
  return { node, types: inputs.map((input) => input.type) };
}

describe('macs', () => {
  it.each([
    // 10 x 10 outputs of 6 channels, each from 2 channels of a 3 x 3 window
    { op: ops.Conv, inputs: [value(N, 4, 12, 12), value(6, 2, 3, 3)], attrs: { group: 2 }, macs: '10800*N' },
    { op: ops.FusedConv, inputs: [value(1, 4, 12, 12), value(6, 4, 3, 3)], attrs: {}, macs: '21600' },
    // 12 x 12 inputs of 4 channels, each into 3 channels of a 2 x 2 window
    {
      op: ops.ConvTranspose,
      inputs: [value(N, 4, 12, 12), value(4, 3, 2, 2)],
      attrs: { group: 2 },
      macs: '6912*N',
    },
    { op: ops.Gemm, inputs: [value(N, 1280), value(1000, 1280)], attrs: { transB: 1 }, macs: '1280000*N' },
    { op: ops.Gemm, inputs: [value(5, 2), value(5, 3)], attrs: { transA: 1 }, macs: '30' },
    { op: ops.MatMul, inputs: [value(N, 7, 2, 3), value(3, 5)], attrs: {}, macs: '210*N' },
    { op: ops.MatMul, inputs: [value(3), value(3)], attrs: {}, macs: '3' },
  ])('of $op.name are $macs', ({ op, inputs, attrs, macs }) => {
    const { node, types } = nodeOf(op, inputs, attrs);
    const outputs = node.outputs.map((output) => output.type);
    const count = node.op.macs?.({ inputs: types, outputs, attrs: node.attrs });
    expect(String(count)).toBe(macs);
  });
});

describe('opset', () => {
  const pads = new Value({ dtype: 'int64', shape: [2] });
  const window = { kernel_shape: [2] };

  it.each([
    { op: ops.AveragePool, inputs: [value(1, 1, 9)], attrs: window, opset: 7 },
    { op: ops.AveragePool, inputs: [value(1, 1, 9)], attrs: { ...window, ceil_mode: 1 }, opset: 10 },
    { op: ops.AveragePool, inputs: [value(1, 1, 9)], attrs: { ...window, dilations: [2] }, opset: 19 },
    { op: ops.MaxPool, inputs: [value(1, 1, 9)], attrs: { ...window, dilations: [2] }, opset: 10 },
    { op: ops.Pad, inputs: [value(4), pads], attrs: {}, opset: 13 },
    { op: ops.Pad, inputs: [value(4), pads], attrs: { mode: 'wrap' }, opset: 19 },
    { op: ops.QuantizeLinear, inputs: [value(4), value()], attrs: {}, opset: 10 },
    { op: ops.QuantizeLinear, inputs: [value(4, 2), value(2)], attrs: {}, opset: 13 },
    { op: ops.QuantizeLinear, inputs: [value(4, 2), value(4, 1)], attrs: { block_size: 2 }, opset: 21 },
    { op: ops.Cast, inputs: [value(4)], attrs: { to: 7 }, opset: 6 },
  ])('$opset for $op.name $attrs', ({ op, inputs, attrs, opset }) => {
    const { node, types } = nodeOf(op, inputs, attrs);
    expect(node.op.opset?.(node.attrs, types)).toBe(opset);
  });
});
