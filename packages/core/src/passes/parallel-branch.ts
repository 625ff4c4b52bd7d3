// A term of a sum, read as one convolution of the value it starts from.

import { type Graph, isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { sameShape } from '../ir/tensor-type.js';
import { Parameter, type Value } from '../ir/value.js';
import { BatchNormalization, type BatchNormalizationAttrs } from '../ops/batchNormalization.js';
import { Conv, type ConvAttrs } from '../ops/conv.js';
import { type WindowAxis, windowAxes } from '../ops/shared/window.js';

/** Convolution and norm, convolution, norm, or (neither) the value itself. */
export interface Branch {
  /** What the branch reads. */
  readonly root: Value;
  /** What it adds to the sum. */
  readonly term: Value;
  readonly conv: (Node<ConvAttrs> & Node) | undefined;
  readonly norm: (Node<BatchNormalizationAttrs> & Node) | undefined;
}

/** A branch and where the taps of its kernel lie in a larger one, as flat indices. */
export interface PlacedBranch extends Branch {
  readonly places: readonly number[];
}

/** Who reads the values of a graph. */
export class Readers {
  readonly #count = new Map<Value, number>();

  constructor(graph: Graph) {
    const read = [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.map(({ value }) => value)];
    for (const value of read) if (value !== undefined) this.#count.set(value, this.of(value) + 1);
  }

  /** Times a value is read, as an output of the graph too. */
  of(value: Value): number {
    return this.#count.get(value) ?? 0;
  }

  /** True where all inputs but the first are float32 parameters nobody else reads. */
  ownsParameters(node: Node): boolean {
    return node.inputs
      .slice(1)
      .every((value) => value instanceof Parameter && value.type.dtype === 'float32' && this.of(value) === 1);
  }
}

/** The longest branch that ends in this term and is read by nothing else. */
export function branchOf(term: Value, readers: Readers): Branch {
  const own = (value: Value | undefined): Node | undefined => {
    const node = value?.producer;
    const alone = value !== undefined && readers.of(value) === 1 && node?.outputs.length === 1;
    return alone && readers.ownsParameters(node) ? node : undefined;
  };
  const last = own(term);
  const norm = isOp(last, BatchNormalization) && last.attrs.training_mode === 0 ? last : undefined;
  const first = norm === undefined ? last : own(norm.inputs[0]);
  const conv = isOp(first, Conv) ? first : undefined;
  return { root: ((conv ?? norm)?.inputs[0] as Value | undefined) ?? term, term, conv, norm };
}

/**
 * The branches that fit into the largest convolution among them, which comes first; empty where none does.
 * Strides and groups must be the same, and each tap has to fall on one of the larger kernel's.
 */
export function placeBranches(branches: readonly Branch[]): readonly PlacedBranch[] {
  const size = (branch: Branch): number =>
    branch.conv === undefined ? 0 : (windowOf(branch)?.reduce((taps, axis) => taps * axis.kernel, 1) ?? 0);
  const [host, ...rest] = [...branches].sort((a, b) => size(b) - size(a));
  const window = host && windowOf(host);
  if (host?.conv === undefined || window === undefined) return [];
  return [host, ...rest].flatMap((branch) => {
    const places = fits(branch, host) ? tapPlaces(windowOf(branch) ?? [], window) : undefined;
    return places === undefined ? [] : [{ ...branch, places }];
  });
}

function fits(branch: Branch, host: Branch): boolean {
  const sameGroups = branch.conv === undefined || branch.conv.attrs.group === host.conv?.attrs.group;
  return sameGroups && sameShape(branch.term.type.shape, host.term.type.shape);
}

/** The window of the branch's convolution, 1x1 where it has none; undefined where its padding depends on the size. */
function windowOf({ conv, root }: Branch): readonly WindowAxis[] | undefined {
  // Sums may be of vectors, too.
  const spatial = Math.max(0, root.type.shape.length - 2);
  if (conv === undefined) return windowAxes({ auto_pad: 'NOTSET' }, new Array<number>(spatial).fill(1));
  if (conv.attrs.auto_pad !== 'NOTSET') return undefined;
  return windowAxes(conv.attrs, (conv.inputs[1] as Value).type.shape.slice(2) as readonly number[]);
}

/** Tap i of an axis reads position o * stride - pad + i * dilation of the input; the host's tap at the same position. */
function tapPlaces(
  window: readonly WindowAxis[],
  host: readonly WindowAxis[],
): readonly number[] | undefined {
  if (window.length !== host.length) return undefined;
  let places: readonly number[] = [0];
  for (const [axis, wide] of host.entries()) {
    const { kernel, stride, dilation, pads } = window[axis] as WindowAxis;
    const shift = wide.pads[0] - pads[0];
    const taps = Array.from({ length: kernel }, (_, i) => (shift + i * dilation) / wide.dilation);
    if (stride !== wide.stride) return undefined;
    if (!taps.every((tap) => Number.isInteger(tap) && tap >= 0 && tap < wide.kernel)) return undefined;
    places = places.flatMap((place) => taps.map((tap) => place * wide.kernel + tap));
  }
  return places;
}
