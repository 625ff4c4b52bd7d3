// QuantizeLinear and DequantizeLinear: values that are whole steps, kept as floats, and as integers for whom wants them.

import { Constant, constantNumbers, type Node, type Value } from '@gossamer/core';
import { Buffer } from '../compile/buffer.js';
import type { ConstantTensor, Lowering } from '../compile/lowering.js';
import { call, shared } from '../compile/step.js';
import { blockedBytes } from '../compile/tensor-shape.js';
import { elementwiseKernel } from '../kernels/elementwise.js';
import { toIntegersKernel } from '../kernels/to-integers.js';

/** How a tensor is stored: integers from `low` to `high` times a scale; what is read may have another one. */
export interface Steps {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
  readonly readScale: number;
}

/** Quantized weights as they are. */
export interface IntegerWeights {
  /** Whole numbers from -128 to 127. */
  readonly integers: ConstantTensor;
  /** Of each output channel. */
  readonly scales: ConstantTensor;
}

/** Integers of these types become themselves less the zero point. */
const LIMITS: Readonly<Record<string, readonly [number, number]>> = { uint8: [0, 255], int8: [-128, 127] };

/** The steps of a value read by DequantizeLinear from QuantizeLinear, one scale for all of it. */
export function stepsOf(value: Value): { steps: Steps; source: Value; quantize: Node } | undefined {
  const dequantize = value.producer;
  const quantize = dequantize?.inputs[0]?.producer;
  if (dequantize?.op.name !== 'DequantizeLinear' || quantize?.op.name !== 'QuantizeLinear') return undefined;
  const [source, scale, zero] = quantize.inputs as [Value, Value, Value?];
  const limits = LIMITS[quantize.output.type.dtype];
  const [own, read] = [scale, dequantize.inputs[1]].map((input) => constantNumbers(input));
  const [zeros, readZeros] = [zero, dequantize.inputs[2]].map((input) =>
    input === undefined ? [0] : constantNumbers(input),
  );
  if (limits === undefined || own?.length !== 1 || read?.length !== 1) return undefined;
  if (zeros?.length !== 1 || zeros[0] !== readZeros?.[0]) return undefined;
  const [scaleOf = 1, readScale = 1, zeroPoint = 0] = [own[0], read[0], zeros[0]];
  const [low, high] = [limits[0] - zeroPoint, limits[1] - zeroPoint];
  return { source, quantize, steps: { scale: scaleOf, low, high, readScale } };
}

/** The table kernels read steps from. */
export function quantumTable(lowering: Lowering, { scale, low, high, readScale }: Steps): Buffer {
  return lowering.table([...new Int32Array(Float32Array.of(1 / scale, low, high, readScale).buffer)]);
}

/** Its value is made by DequantizeLinear; the caller may not want the integers themselves. */
export function lowerQuantize(lowering: Lowering, node: Node): void {
  const readers = lowering.uses.get(node.output) ?? [];
  const isRead = readers.every(({ node: reader }) => stepsOf(reader.output)?.quantize === node);
  if (!isRead || lowering.isOutput(node.output))
    throw lowering.unsupported(node, 'integers that are computed');
}

export function lowerDequantize(lowering: Lowering, node: Node): void {
  if (lowering.constant(node.output) !== undefined) return;
  const found = stepsOf(node.output);
  if (found === undefined) throw lowering.unsupported(node, 'integers that are computed');
  const { source, steps } = found;
  const layout = lowering.has(source, 'blocked') ? 'blocked' : 'plain';
  const x = lowering[layout](source);
  const out = lowering.allocate(node.output, layout);
  const quantum = quantumTable(lowering, steps).at(0);
  lowering.steps.push({
    path: node.path,
    reads: [x],
    writes: [out],
    inPlace: [x],
    calls: (share) =>
      shared(share, out.bytes / 16, (first, count) =>
        call(elementwiseKernel('copy', ['each'], undefined, true), {
          a: x.at(16 * first),
          b: 0,
          c: 0,
          out: out.at(16 * first),
          outer: 1,
          inner: count,
          quantum,
        }),
      ),
  });
}

/** A quantized value in blocks of four channels of 16-bit integers, made where nobody has asked for them yet. */
export function integersOf(lowering: Lowering, value: Value): Buffer {
  if (lowering.has(value, 'integers')) return lowering.known(value, 'integers');
  const steps = (stepsOf(value) as { steps: Steps }).steps;
  const x = lowering.blocked(value);
  const vectors = blockedBytes(lowering.planes(value)) / 16;
  const out = lowering.define(value, 'integers', Buffer.activation(8 * vectors));
  const quantum = quantumTable(lowering, { ...steps, scale: steps.readScale }).at(0);
  lowering.steps.push({
    path: 'toIntegers',
    reads: [x],
    writes: [out],
    calls: (share) =>
      shared(share, vectors, (first, count) =>
        call(toIntegersKernel, { x: x.at(16 * first), out: out.at(8 * first), count, quantum }),
      ),
  });
  return out;
}

/** The weights as they were quantized, symmetric and one scale a channel; undefined where they are anything else. */
export function integerWeights(lowering: Lowering, value: Value): IntegerWeights | undefined {
  const node = value.producer;
  if (node?.op.name !== 'DequantizeLinear') return undefined;
  const [q, s, z] = node.inputs as [Value, Value, Value?];
  const [integers, scales] = [lowering.constant(q), lowering.constant(s)];
  const symmetric =
    z === undefined || (z instanceof Constant && constantNumbers(z)?.every((zero) => zero === 0));
  const { axis } = node.attrs as { axis: number };
  if (q.type.dtype !== 'int8' || !symmetric || axis !== 0) return undefined;
  return integers && scales && { integers, scales };
}
