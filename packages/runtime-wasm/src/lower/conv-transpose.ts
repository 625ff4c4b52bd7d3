// ConvTranspose: zeros between the elements, then a convolution with the kernel turned around.

import { type Node, tensorType, Value } from '@gossamer/core';
import { Buffer } from '../compile/buffer.js';
import type { ConstantTensor, Lowering } from '../compile/lowering.js';
import { type Call, Share } from '../compile/step.js';
import { stridedCopy } from '../compile/strided.js';
import { blockedBytes, blocksOf, type Planes, planeBytes, shapeOf } from '../compile/tensor-shape.js';
import { lowerDense } from './dense.js';
import { lowerDepthwise } from './depthwise.js';
import { takeTail } from './tail.js';
import type { WindowAxis } from './window.js';

interface TransposeAttrs {
  readonly auto_pad: string;
  readonly dilations?: readonly number[];
  readonly group: number;
  readonly output_shape?: readonly number[];
  readonly pads?: readonly number[];
  readonly strides?: readonly number[];
}

export function lowerConvTranspose(lowering: Lowering, node: Node): void {
  const [x, w, b] = node.inputs as [Value, Value, Value | undefined];
  const [weight, bias] = [lowering.constant(w), lowering.constant(b)];
  const attrs = node.attrs as TransposeAttrs;
  const { group, strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0] } = attrs;
  if (weight === undefined || (b !== undefined && bias === undefined)) {
    throw lowering.unsupported(node, 'a convolution with computed weights');
  }
  if (weight.shape.length !== 4 || attrs.auto_pad !== 'NOTSET' || attrs.output_shape !== undefined) {
    throw lowering.unsupported(node, 'a ConvTranspose whose padding follows from its output');
  }
  const from = lowering.planes(x);
  const spread: Planes = {
    channels: from.channels,
    height: (from.height - 1) * (strides[0] ?? 1) + 1,
    width: (from.width - 1) * (strides[1] ?? 1) + 1,
  };
  const axis = (i: 0 | 1): WindowAxis => {
    const [kernel = 1, dilation = 1] = [weight.shape[2 + i], dilations[i]];
    const reach = dilation * (kernel - 1);
    const begin = reach - (pads[i] ?? 0);
    const size = i === 0 ? spread.height : spread.width;
    const end = (shapeOf(node.output)[2 + i] ?? 1) + reach - size - begin;
    if (begin < 0 || end < 0) throw lowering.unsupported(node, 'a ConvTranspose that cuts its input');
    return { kernel, stride: 1, dilation, begin, end };
  };
  const window = [axis(0), axis(1)] as const;
  const input = spreadOut(lowering, node, x, from, spread, strides);
  const tail = takeTail(lowering, node.output, { residual: true });
  const turned = turnedAround(weight, group);
  const conv = {
    path: node.path,
    x: input,
    result: tail.result,
    weight: turned,
    bias,
    groups: group,
    window,
    tail,
  };
  const isDepthwise = group > 1 && turned.shape[1] === 1 && turned.shape[0] === group;
  if (isDepthwise) lowerDepthwise(lowering, conv);
  else lowerDense(lowering, conv);
}

/** The elements of every plane, zeros between them. */
function spreadOut(
  lowering: Lowering,
  node: Node,
  x: Value,
  from: Planes,
  to: Planes,
  [rowStep = 1, colStep = 1]: readonly number[],
): Value {
  if (rowStep * colStep === 1) return x;
  const source = lowering.blocked(x);
  const zeros = lowering.zeros(16);
  const value = new Value(tensorType('float32', [1, to.channels, to.height, to.width]));
  const out = Buffer.activation(blockedBytes(to));
  lowering.define(value, 'blocked', out);
  const alone = new Share(0, 1);
  const copied = (first: number, blocks: number): readonly Call[] => [
    ...stridedCopy(alone, zeros.at(0), out.at(first * planeBytes(to)), [
      { size: (blocks * planeBytes(to)) / 4, from: 0, to: 4 },
    ]),
    ...stridedCopy(alone, source.at(first * planeBytes(from)), out.at(first * planeBytes(to)), [
      { size: blocks, from: planeBytes(from), to: planeBytes(to) },
      { size: from.height, from: 16 * from.width, to: 16 * to.width * rowStep },
      { size: from.width, from: 16, to: 16 * colStep },
      { size: 4, from: 4, to: 4 },
    ]),
  ];
  lowering.steps.push({
    path: node.path,
    reads: [source],
    writes: [out],
    calls: (share) => {
      const [first, end] = share.range(blocksOf(to.channels));
      return end > first ? copied(first, end - first) : [];
    },
  });
  return value;
}

/** Weights [C, M/groups, h, w] as those of a convolution, [M, C/groups, h, w], each kernel turned by half a circle. */
function turnedAround({ shape, read }: ConstantTensor, groups: number): ConstantTensor {
  const [channels = 1, perGroup = 1, height = 1, width = 1] = shape;
  const [groupIn, taps] = [channels / groups, height * width];
  return {
    shape: [perGroup * groups, groupIn, height, width],
    async read() {
      const source = await read();
      const turned = new Float32Array(source.length);
      for (let c = 0; c < channels; c++) {
        for (let m = 0; m < perGroup; m++) {
          const out = Math.floor(c / groupIn) * perGroup + m;
          for (let tap = 0; tap < taps; tap++) {
            turned[(out * groupIn + (c % groupIn)) * taps + taps - 1 - tap] = source[
              (c * perGroup + m) * taps + tap
            ] as number;
          }
        }
      }
      return turned;
    },
  };
}
