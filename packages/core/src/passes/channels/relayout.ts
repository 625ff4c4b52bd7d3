// Rewrites a graph so that the maps of some channel classes are kept in other layouts.

import { PassError } from '../../errors.js';
import { createNode } from '../../ir/create-node.js';
import { isOp } from '../../ir/graph.js';
import type { Node } from '../../ir/node.js';
import type { OpDef } from '../../ir/op.js';
import { constant } from '../../ir/scope.js';
import type { Value } from '../../ir/value.js';
import { Add } from '../../ops/add.js';
import { Concat } from '../../ops/concat.js';
import type { ConvAttrs } from '../../ops/conv.js';
import { Resize } from '../../ops/resize.js';
import { Slice } from '../../ops/slice.js';
import type { WorkingModel } from '../pass.js';
import type { ChannelClass, ChannelClasses } from './channel-classes.js';
import {
  type ChannelMap,
  channelRange,
  isWhole,
  type Layout,
  sameMap,
  shiftMap,
  wholeLayout,
} from './channel-map.js';
import { channelsOf, isMap } from './channel-role.js';
import { resizedChannels } from './resize-channels.js';
import { selectChannels } from './select-channels.js';

export interface RelayoutPlan {
  readonly classes: ChannelClasses;
  /** New layouts; classes without one stay as they are. */
  readonly layouts: ReadonlyMap<ChannelClass, Layout>;
  /** Convolutions that read the pieces of their input put together instead of one by one. */
  readonly joined?: ReadonlySet<Node>;
}

interface Piece {
  readonly value: Value;
  readonly map: ChannelMap;
}

/**
 * Applies new layouts. Where a map is read by something that wants it as it is, the pieces are put together again, empty
 * channels left out.
 */
export function relayout(model: WorkingModel, plan: RelayoutPlan): void {
  new Relayout(model, plan).run();
}

class Relayout {
  readonly #pieces = new Map<Value, readonly Piece[]>();
  readonly #joins = new Map<Value, Piece>();
  /** The node whose place the new ones take. */
  #at: Node | undefined;

  constructor(
    readonly model: WorkingModel,
    readonly plan: RelayoutPlan,
  ) {}

  run(): void {
    const { graph } = this.model;
    for (const node of [...graph.nodes]) {
      this.#at = node;
      if (this.#isTouched(node)) this.#rewrite(node);
    }
    this.#at = undefined;
    for (const { value } of graph.outputs)
      if (this.#pieces.has(value)) graph.replace(value, this.#whole(value));
    graph.prune();
  }

  #isTouched(node: Node): boolean {
    return [...node.inputs, ...node.outputs].some((value) => isMap(value) && this.#isNew(value));
  }

  #isNew(value: Value): boolean {
    return !isWhole(this.#layoutOf(value), channelsOf(value));
  }

  #layoutOf(value: Value): Layout {
    return this.plan.layouts.get(this.plan.classes.of(value)) ?? wholeLayout(channelsOf(value));
  }

  #rewrite(node: Node): void {
    const role = this.plan.classes.role(node);
    if (role.kind === 'same') this.#keep(node.output, this.#perPiece(node));
    else if (role.kind === 'conv')
      this.#keep(node.output, this.#convolutions(node as Node<ConvAttrs> & Node));
    else if (role.kind === 'concat') this.#keep(node.output, this.#concatenation(node));
    else if (role.kind === 'split') this.#splits(node, role.starts);
    else for (const [index, value] of node.inputs.entries()) this.#readWhole(node, value, index);
  }

  #readWhole(node: Node, value: Value | undefined, index: number): void {
    if (isMap(value) && this.#pieces.has(value)) this.model.graph.setInput(node, index, this.#whole(value));
  }

  /** Notes the pieces of a value; one that stays whole is replaced. */
  #keep(value: Value, pieces: readonly Piece[]): void {
    this.#pieces.set(value, pieces);
    if (this.#isNew(value)) return;
    const [piece] = pieces as readonly [Piece];
    if (piece.value.name === undefined && value.name !== undefined) piece.value.name = value.name;
    this.model.graph.replace(value, piece.value);
  }

  #of(value: Value): readonly Piece[] {
    return this.#pieces.get(value) ?? [{ value, map: channelRange(0, channelsOf(value)) }];
  }

  #emit<A extends object>(
    op: OpDef<A>,
    inputs: readonly (Value | undefined)[],
    attrs: A,
    path: string,
  ): Value {
    return this.#insert(createNode(op, inputs, attrs, { path, within: this.model.graph.name }));
  }

  #insert(node: Node): Value {
    this.model.graph.insert(node, this.#at);
    return node.output;
  }

  #perPiece(node: Node): readonly Piece[] {
    const first = this.#of(node.inputs[0] as Value);
    const maps = node.inputs.map((value) => (isMap(value) ? this.#of(value) : undefined));
    return this.#layoutOf(node.output).map((map, i) => {
      const input = (first[i] as Piece).value;
      if ('group' in node.attrs) {
        const conv = node as Node<ConvAttrs> & Node;
        const selection = { input, rows: map, columns: [0], group: map.length, bias: true };
        return { map, value: this.#insert(selectChannels(this.model, conv, selection)) };
      }
      const inputs = node.inputs.map((value, index) => maps[index]?.[i]?.value ?? value);
      if (isOp(node, Resize) && inputs[3] !== undefined) inputs[3] = resizedChannels(node, map.length);
      return { map, value: this.#emit(node.op, inputs, node.attrs, node.path) };
    });
  }

  #convolutions(node: Node<ConvAttrs> & Node): readonly Piece[] {
    const input = node.inputs[0] as Value;
    const joined = this.plan.joined?.has(node) || node.attrs.group > 1;
    const read = joined ? [this.#join(input, node.path)] : this.#of(input);
    return this.#layoutOf(node.output).map((map) => ({ map, value: this.#sum(node, read, map) }));
  }

  /** The part of a convolution that makes one output piece: one convolution for each piece it reads, added up. */
  #sum(node: Node<ConvAttrs>, read: readonly Piece[], rows: ChannelMap): Value {
    const { group } = node.attrs;
    const parts = read.map(({ value, map }, i) => {
      const columns = group === 1 ? map : firstGroup(map, group);
      const selection = { input: value, rows, columns, group, bias: i === read.length - 1 };
      return this.#insert(selectChannels(this.model, node, selection));
    });
    return parts.reduce((sum, part) => this.#emit(Add, [sum, part], {}, node.path));
  }

  #concatenation(node: Node): readonly Piece[] {
    let offset = 0;
    const pieces = (node.inputs as readonly Value[]).flatMap((value) => {
      const start = offset;
      offset += channelsOf(value);
      return this.#of(value).map((piece) => ({ ...piece, map: shiftMap(piece.map, start) }));
    });
    return this.#regroup(pieces, this.#layoutOf(node.output), node.path);
  }

  #splits(node: Node, starts: readonly number[]): void {
    node.outputs.forEach((output, i) => {
      const start = starts[i] as number;
      const inside = (channel: number): boolean => channel >= start && channel < start + channelsOf(output);
      const pieces = this.#of(node.inputs[0] as Value)
        .filter(({ map }) => map.some(inside))
        .map((piece) => ({ ...piece, map: shiftMap(piece.map, -start) }));
      this.#keep(output, this.#regroup(pieces, this.#layoutOf(output), node.path));
    });
  }

  /** The pieces brought into a layout: as they are, put together, or cut out of what they are part of. */
  #regroup(pieces: readonly Piece[], layout: Layout, path: string): readonly Piece[] {
    return layout.map((map) => {
      const same = pieces.find((piece) => sameMap(piece.map, map));
      if (same !== undefined) return same;
      const first = pieces.findIndex((piece) => piece.map[0] === map[0]);
      const group: Piece[] = [];
      for (let i = first, size = 0; i >= 0 && i < pieces.length && size < map.length; i++) {
        const piece = pieces[i] as Piece;
        size += piece.map.length;
        group.push(piece);
      }
      if (
        sameMap(
          group.flatMap((piece) => piece.map),
          map,
        )
      )
        return this.#concat(group, path);
      return this.#gather(pieces, map, path);
    });
  }

  #concat(pieces: readonly Piece[], path: string): Piece {
    const [only] = pieces;
    if (only !== undefined && pieces.length === 1) return only;
    const values = pieces.map((piece) => piece.value);
    return {
      value: this.#emit(Concat, values, { axis: 1 }, path),
      map: pieces.flatMap((piece) => piece.map),
    };
  }

  /** Runs of channels sliced out and put together. */
  #gather(pieces: readonly Piece[], map: ChannelMap, path: string): Piece {
    const found: Piece[] = [];
    for (let at = 0; at < map.length; ) {
      const channel = map[at] as number;
      const piece = pieces.find((candidate) => candidate.map.includes(channel));
      if (piece === undefined || channel < 0)
        throw new PassError(`no piece holds channel ${channel}`, { path });
      const start = piece.map.indexOf(channel);
      let end = start;
      while (end < piece.map.length && at < map.length && piece.map[end] === map[at]) {
        end++;
        at++;
      }
      const bounds = [[start], [end], [1]].map((list) => constant(list));
      const isPart = end - start < piece.map.length;
      const value = isPart ? this.#emit(Slice, [piece.value, ...bounds], {}, path) : piece.value;
      found.push({ value, map: piece.map.slice(start, end) });
    }
    return this.#concat(found, path);
  }

  #join(value: Value, path: string): Piece {
    const known = this.#joins.get(value) ?? this.#concat(this.#of(value), path);
    this.#joins.set(value, known);
    return known;
  }

  #whole(value: Value): Value {
    const path = value.producer?.path ?? '';
    return (this.#regroup(this.#of(value), wholeLayout(channelsOf(value)), path)[0] as Piece).value;
  }
}

/** Columns of a group's kernels, where every group's channels lie alike. */
function firstGroup(map: ChannelMap, group: number): ChannelMap {
  return map.slice(0, map.length / group);
}
