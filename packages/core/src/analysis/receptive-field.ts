// Receptive fields: how many input pixels a value's elements see.

import { type Dim, divDims, sameDim } from '../ir/dim.js';
import { type Graph, isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { ConvTranspose } from '../ops/convTranspose.js';
import { Resize, type ResizeAttrs } from '../ops/resize.js';
import { extent } from '../ops/shared/window.js';

export interface ReceptiveField {
  /** Input pixels along height and width that one element depends on; Infinity behind a global operation. */
  readonly size: readonly [height: number, width: number];
  /** Input pixels between neighbouring elements. */
  readonly jump: readonly [height: number, width: number];
}

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** Ops that read the whole picture for every element. */
const GLOBAL = /* @__PURE__ */ new Set([
  'GlobalAveragePool',
  'GlobalMaxPool',
  'ReduceMean',
  'ReduceSum',
  'ReduceMax',
  'MatMul',
  'Flatten',
  'Gemm',
]);

/**
 * Of every value computed from the graph's inputs: r += (extent - 1) j, j *= stride for windows, the largest over
 * several inputs. Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019. What
 * enlarges a map brings its elements nearer; where only running tells how much, they count as they were.
 */
export function receptiveFields(graph: Graph): ReadonlyMap<Value, ReceptiveField> {
  const fields = new Map<Value, ReceptiveField>();
  for (const { value } of graph.inputs) fields.set(value, { size: [1, 1], jump: [1, 1] });
  for (const node of graph.nodes) {
    const inputs = node.inputs
      .map((value) => value && fields.get(value))
      .filter((field) => field !== undefined);
    if (inputs.length === 0) continue;
    const field = through(node, inputs.reduce(wider));
    for (const output of node.outputs) fields.set(output, field);
  }
  return fields;
}

function through(node: Node, field: ReceptiveField): ReceptiveField {
  if (GLOBAL.has(node.op.name)) {
    return { size: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], jump: field.jump };
  }
  const axes = axesOf(node);
  if (axes === undefined) return field;
  const along = (i: 0 | 1): [size: number, jump: number] => {
    const { taps, step } = axes[i];
    return [field.size[i] + (taps - 1) * field.jump[i], field.jump[i] * step];
  };
  const [[height, jumpY], [width, jumpX]] = [along(0), along(1)];
  return { size: [height, width], jump: [jumpY, jumpX] };
}

/** Elements of the input from the first to the last that one of the output reads, and how far the next one's lie. */
interface Axis {
  readonly taps: number;
  readonly step: number;
}

/** Height and width of what slides over maps or enlarges them. */
function axesOf(node: Node): readonly [Axis, Axis] | undefined {
  if (isOp(node, Resize)) return [resizedAxis(node, 2), resizedAxis(node, 3)];
  const window = windowOf(node);
  if (window === undefined) return undefined;
  const axis = (i: 0 | 1): Axis => {
    const span = extent({ kernel: window.kernel[i] ?? 1, dilation: window.dilations[i] ?? 1 });
    const stride = window.strides[i] ?? 1;
    if (isOp(node, ConvTranspose)) return { taps: Math.ceil(span / stride), step: 1 / stride };
    return { taps: span, step: stride };
  };
  return [axis(0), axis(1)];
}

/** Neighbours that an element is mixed of. */
const MIXED = { nearest: 1, linear: 2, cubic: 4 } as const;

function resizedAxis({ inputs, output, attrs }: Node<ResizeAttrs>, axis: number): Axis {
  const [from, to] = [inputs[0]?.type.shape[axis], output.type.shape[axis]];
  if (from === undefined || to === undefined || sameDim(from, to)) return { taps: 1, step: 1 };
  const step = typeof from === 'number' && typeof to === 'number' ? from / to : stepOf(from, to);
  const widened = attrs.antialias === 0 ? 1 : Math.max(step, 1);
  return { taps: Math.ceil(MIXED[attrs.mode] * widened), step };
}

function stepOf(from: Dim, to: Dim): number {
  const [larger, smaller] = [divDims(to, from), divDims(from, to)];
  return typeof larger === 'number' ? 1 / larger : typeof smaller === 'number' ? smaller : 1;
}

/** The sliding window of convolutions and poolings over two spatial axes. */
function windowOf(node: Node): Window | undefined {
  const attrs = node.attrs as {
    kernel_shape?: readonly number[];
    strides?: readonly number[];
    dilations?: readonly number[];
  };
  const declared = attrs.kernel_shape ?? kernelOf(node);
  if (declared?.length !== 2) return undefined;
  return { kernel: declared, strides: attrs.strides ?? [1, 1], dilations: attrs.dilations ?? [1, 1] };
}

function kernelOf(node: Node): readonly number[] | undefined {
  if (!node.op.name.endsWith('Conv') && !isOp(node, ConvTranspose)) return undefined;
  return node.inputs[1]?.type.shape.slice(2) as readonly number[] | undefined;
}

function wider(a: ReceptiveField, b: ReceptiveField): ReceptiveField {
  return {
    size: [Math.max(a.size[0], b.size[0]), Math.max(a.size[1], b.size[1])],
    jump: [Math.max(a.jump[0], b.jump[0]), Math.max(a.jump[1], b.jump[1])],
  };
}
