// Elementwise nodes: activations on their own, arithmetic with broadcasting, norms that were not folded.

import type { Node, Value } from '@gossamer/core';
import { aligned, Buffer } from '../compile/buffer.js';
import type { Layout, Lowering } from '../compile/lowering.js';
import { call, shared } from '../compile/step.js';
import { byteStrides, stridedCopy } from '../compile/strided.js';
import { blocksOf, countOf, shapeOf } from '../compile/tensor-shape.js';
import type { Activation } from '../kernels/activation.js';
import { type ElementwiseFunction, elementwiseKernel, type Reading } from '../kernels/elementwise.js';
import { activationOf } from './activations.js';
import { quantumTable, type Steps } from './quantize.js';
import { takeTail } from './tail.js';

interface Operand {
  readonly buffer: Buffer;
  readonly reading: Reading;
}

export function lowerActivation(lowering: Lowering, node: Node): void {
  const activation = activationOf(node);
  if (activation === undefined)
    throw lowering.unsupported(node, 'limits or powers that are computed or unusual');
  const [x] = node.inputs as [Value];
  const layout = layoutOf(lowering, x);
  const operand = { buffer: lowering[layout](x), reading: 'each' } as const;
  emitElementwise(lowering, node, {
    name: 'copy',
    operands: [operand],
    layout,
    result: node.output,
    activation,
  });
}

/** Add, Sub, Mul, Div, Max and Min of two tensors, with the activation that follows. */
export function lowerArithmetic(lowering: Lowering, node: Node): void {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined || node.inputs.length !== 2) {
    throw lowering.unsupported(node, `${node.op.name} of ${node.inputs.length} tensors`);
  }
  const full = `${shapeOf(node.output)}`;
  const wide = [a, b].filter(
    (value) => `${shapeOf(value)}` === full && lowering.constant(value) === undefined,
  );
  const preferred = wide.find((value) => lowering.has(value, 'blocked')) ?? wide[0];
  const isBlocked =
    preferred !== undefined &&
    layoutOf(lowering, preferred) === 'blocked' &&
    // Division by the nothing in channels that pad a block would make infinities there.
    node.op.name !== 'Div' &&
    [a, b].every((value) => fitsBlocks(value, node.output));
  const layout = isBlocked ? 'blocked' : 'plain';
  const operands = [a, b].map((value) => operandOf(lowering, value, node.output, layout));
  const name = node.op.name as ElementwiseFunction;
  const { result, epilogue, steps } = takeTail(lowering, node.output, { residual: false });
  const activation = epilogue.before;
  emitElementwise(lowering, node, { name, operands, layout, result, activation, steps });
}

/** scale (x - mean) / sqrt(var + eps) + shift, as x times one vector plus another. */
export function lowerBatchNorm(lowering: Lowering, node: Node): void {
  const [x, ...statistics] = node.inputs as [Value, ...Value[]];
  const { epsilon, training_mode: training } = node.attrs as { epsilon: number; training_mode: number };
  const [scale, shift, mean, variance] = statistics.map((value) => lowering.constant(value));
  if (
    scale === undefined ||
    shift === undefined ||
    mean === undefined ||
    variance === undefined ||
    training !== 0
  ) {
    throw lowering.unsupported(node, 'a norm of statistics that are computed');
  }
  const { channels } = lowering.planes(x);
  const factors = async (): Promise<Float64Array> => {
    const [s, v] = [await scale.read(), await variance.read()];
    return Float64Array.from(s, (value, i) => value / Math.sqrt((v[i] as number) + epsilon));
  };
  const shifts = async (): Promise<Float32Array> => {
    const [k, b, m] = [await factors(), await shift.read(), await mean.read()];
    return Float32Array.from(k, (factor, i) => (b[i] as number) - (m[i] as number) * factor);
  };
  const vector = (pack: () => Promise<ArrayLike<number>>): Operand => ({
    buffer: lowering.weight(channels, async () => Float32Array.from(await pack())),
    reading: 'block',
  });
  const { result, epilogue, steps } = takeTail(lowering, node.output, { residual: false });
  const operands = [
    { buffer: lowering.blocked(x), reading: 'each' } as const,
    vector(factors),
    vector(shifts),
  ];
  emitElementwise(lowering, node, {
    name: 'scaleShift',
    operands,
    layout: 'blocked',
    result,
    activation: epilogue.before,
    steps,
  });
}

/** Blocks where the value is in blocks or could be a picture, row-major otherwise. */
function layoutOf(lowering: Lowering, value: Value): Layout {
  return lowering.has(value, 'blocked') ? 'blocked' : 'plain';
}

function operandOf(lowering: Lowering, value: Value, result: Value, layout: Layout): Operand {
  const shape = shapeOf(value);
  if (countOf(shape) === 1) return { buffer: lowering.plain(value), reading: 'scalar' };
  if (`${shape}` === `${shapeOf(result)}`) return { buffer: lowering[layout](value), reading: 'each' };
  if (layout === 'blocked') return { buffer: channelVector(lowering, value), reading: 'block' };
  return { buffer: expanded(lowering, value, result), reading: 'each' };
}

/** Whether a value can be read block by block: whole, as one number, or as one for each channel. */
function fitsBlocks(value: Value, result: Value): boolean {
  const shape = shapeOf(value);
  return (
    countOf(shape) === 1 || `${shape}` === `${shapeOf(result)}` || isChannelVector(shape, shapeOf(result)[1])
  );
}

/** [1,C,1,1] or [C,1,1]. */
function isChannelVector(shape: readonly number[], channels: number | undefined): boolean {
  return shape.at(-3) === channels && countOf(shape) === channels && shape.at(-1) === 1;
}

/** A number for each channel as blocks. */
function channelVector(lowering: Lowering, value: Value): Buffer {
  const constant = lowering.constant(value);
  if (constant === undefined) return lowering.blocked(value);
  return lowering.weight(countOf(constant.shape), () => constant.read());
}

/** The value repeated to the result's shape. */
function expanded(lowering: Lowering, value: Value, result: Value): Buffer {
  const shape = shapeOf(result);
  const source = lowering.plain(value);
  const own = shapeOf(value);
  const strides = byteStrides(own);
  const out = Buffer.activation(aligned(4 * countOf(shape)));
  const to = byteStrides(shape);
  const axes = shape.map((size, axis) => {
    const at = axis - (shape.length - own.length);
    return { size, from: at >= 0 && own[at] !== 1 ? (strides[at] as number) : 0, to: to[axis] as number };
  });
  lowering.steps.push({
    path: result.producer?.path ?? '',
    reads: [source],
    writes: [out],
    calls: (share) => stridedCopy(share, source.at(0), out.at(0), axes),
  });
  return out;
}

interface Elementwise {
  readonly name: ElementwiseFunction;
  readonly operands: readonly Operand[];
  readonly layout: Layout;
  readonly result: Value;
  readonly activation: Activation | undefined;
  readonly steps?: Steps | undefined;
}

function emitElementwise(lowering: Lowering, node: Node, work: Elementwise): void {
  const { name, operands, layout, result, activation, steps } = work;
  const out = lowering.allocate(result, layout);
  const readings = operands.map(({ reading }) => reading);
  const kernel = elementwiseKernel(name, readings, activation, steps !== undefined);
  const quantum = steps && quantumTable(lowering, steps);
  const blockwise = readings.includes('block');
  const planes = blockwise ? lowering.planes(result) : undefined;
  const pixels = planes === undefined ? 1 : planes.height * planes.width;
  // Without vectors of channels everything is one long row.
  const units = planes === undefined ? out.bytes / 16 : blocksOf(planes.channels);
  const stepOf = (reading: Reading): number =>
    reading === 'each' ? 16 * pixels : reading === 'block' ? 16 : 0;
  lowering.steps.push({
    path: node.path,
    reads: operands.map(({ buffer }) => buffer),
    writes: [out],
    inPlace: operands.flatMap(({ buffer, reading }) => (reading === 'each' ? [buffer] : [])),
    calls: (share) =>
      shared(share, units, (first, count) => {
        const place = (index: number) => {
          const operand = operands[index];
          return operand === undefined ? 0 : operand.buffer.at(first * stepOf(operand.reading));
        };
        return call(kernel, {
          a: place(0),
          b: place(1),
          c: place(2),
          out: out.at(first * 16 * pixels),
          outer: planes === undefined ? 1 : count,
          inner: planes === undefined ? count : pixels,
          quantum: quantum === undefined ? 0 : quantum.at(0),
        });
      }),
  });
}
