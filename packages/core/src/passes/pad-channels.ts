// Fills channels up to the block of onnxruntime's blocked layout, so that maps need not leave it.

import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { type ChannelClass, type ChannelClasses, channelClasses } from './channels/channel-classes.js';
import {
  channelRange,
  isWhole,
  type Layout,
  padMap,
  roundUp,
  sameLayout,
  shiftMap,
  wholeLayout,
} from './channels/channel-map.js';
import { channelsOf, isMap } from './channels/channel-role.js';
import { CPU } from './channels/cpu-cost.js';
import { copyTime, PartCosts, sum } from './channels/part-costs.js';
import { relayout } from './channels/relayout.js';
import type { Pass } from './pass.js';

export interface PadChannelsOptions {
  /** Channels that onnxruntime's blocked layout keeps together: 16 with AVX-512, 8 with AVX2. Default 16. */
  readonly block?: number | undefined;
  /** Most multiplications of a grouped convolution on filled groups, over those without. Default 1.5. */
  readonly mostGroupGrowth?: number | undefined;
}

/**
 * Zero channels, made by zero rows of the kernels before them and ignored by zero columns of those behind, where the blocked
 * layout needs whole blocks: parts of a Concat, groups of a convolution, inputs of poolings, inputs narrower than a block.
 * The runtime computes whole blocks anyway, so that mostly nothing is multiplied more; where it is, the cost model decides.
 * Exact.
 */
export function padChannels({ block = 16, mostGroupGrowth = 1.5 }: PadChannelsOptions = {}): Pass {
  return {
    name: 'padChannels',
    run(model) {
      const classes = channelClasses(model.graph);
      const { layouts } = new Planner(model.graph, classes, block, mostGroupGrowth);
      if (layouts.size > 0) relayout(model, { classes, layouts });
      return { pass: this.name, changed: layouts.size, notes: [] };
    },
  };
}

const POOLS = ['AveragePool', 'GlobalAveragePool', 'GlobalMaxPool', 'MaxPool'];

class Planner {
  readonly layouts = new Map<ChannelClass, Layout>();
  /** Classes that have to stay as they are. */
  readonly #rigid = new Set<ChannelClass>();

  constructor(
    graph: Graph,
    readonly classes: ChannelClasses,
    readonly block: number,
    readonly mostGroupGrowth: number,
  ) {
    for (const own of classes.all) if (this.#isRigid(own)) this.#rigid.add(own);
    this.#settle();
    const grouped = this.#groupLayouts(graph);
    do {
      this.layouts.clear();
      for (const own of classes.all) this.#decide(own, grouped.get(own));
    } while (!this.#agree());
  }

  #isRigid(own: ChannelClass): boolean {
    return (
      own.fixed || [...own.readers, ...own.makers].some((node) => this.classes.role(node).kind === 'split')
    );
  }

  #concatsOf(own: ChannelClass): Node[] {
    return own.makers.filter((node) => this.classes.role(node).kind === 'concat');
  }

  /** What is joined into a rigid class is rigid too. */
  #settle(): void {
    for (const own of [...this.classes.all].reverse()) {
      if (!this.#rigid.has(own)) continue;
      for (const concat of this.#concatsOf(own))
        for (const part of concat.inputs) this.#rigid.add(this.classes.of(part as Value));
    }
  }

  /** Groups filled up on both sides of a convolution, where both may be. */
  #groupLayouts(graph: Graph): Map<ChannelClass, Layout> {
    const sizes = new Map<ChannelClass, Set<number>>();
    const pairs = graph.nodes.flatMap((node) => {
      const role = this.classes.role(node);
      if (role.kind !== 'conv' || role.groups === 1) return [];
      const sides = [node.inputs[0] as Value, node.output].map((value) => this.classes.of(value));
      for (const own of sides) sizes.set(own, (sizes.get(own) ?? new Set()).add(own.channels / role.groups));
      return [{ sides, groups: role.groups }];
    });
    const layouts = new Map<ChannelClass, Layout>();
    for (const { sides, groups } of pairs) {
      const [input = 1, output = 1] = sides.map((own) => own.channels / groups);
      const growth = (roundUp(input, this.block) * roundUp(output, this.block)) / (input * output);
      const possible = sides.every(
        (own) => !this.#rigid.has(own) && this.#concatsOf(own).length === 0 && sizes.get(own)?.size === 1,
      );
      if (growth === 1) continue;
      if (possible && growth <= this.mostGroupGrowth) {
        for (const own of sides) layouts.set(own, groupLayout(own.channels / groups, groups, this.block));
      } else for (const own of sides) this.#rigid.add(own);
    }
    for (const own of this.#rigid) layouts.delete(own);
    // A convolution between groups of a rigid and a free side keeps both.
    for (const { sides } of pairs)
      if (sides.some((own) => !layouts.has(own))) for (const own of sides) layouts.delete(own);
    for (const { sides } of pairs) for (const own of sides) if (!layouts.has(own)) this.#rigid.add(own);
    this.#settle();
    return layouts;
  }

  #decide(own: ChannelClass, grouped: Layout | undefined): void {
    if (this.#rigid.has(own)) return;
    const concats = this.#concatsOf(own);
    const [concat] = concats;
    const layout =
      grouped ??
      (concat === undefined
        ? this.#wantsWholeBlocks(own)
          ? this.#padded(own)
          : undefined
        : this.#joined(concat));
    if (layout !== undefined && !isWhole(layout, own.channels)) this.layouts.set(own, layout);
  }

  #padded(own: ChannelClass): Layout {
    return [padMap(channelRange(0, own.channels), roundUp(own.channels, this.block))];
  }

  /** The layout a concat's output has of those of its inputs. */
  #joined(concat: Node): Layout {
    let start = 0;
    const map = (concat.inputs as readonly Value[]).flatMap((value) => {
      const [own] = this.layouts.get(this.classes.of(value)) ?? wholeLayout(channelsOf(value));
      const shifted = shiftMap(own ?? [], start);
      start += channelsOf(value);
      return [...shifted];
    });
    return [map];
  }

  #wantsWholeBlocks(own: ChannelClass): boolean {
    if (own.channels % this.block === 0) return false;
    const isNarrow = own.channels < this.block || own.channels % 4 !== 0;
    const concats = own.readers.filter((node) => this.classes.role(node).kind === 'concat');
    // A Concat that does not pay stays outside of the blocked layout: whole blocks would only make it larger.
    if (concats.length > 0) return concats.every((concat) => this.#pays(concat));
    return own.readers.some((node) => (this.classes.role(node).kind === 'conv' ? isNarrow : isPool(node)));
  }

  /**
   * Copies out of the blocked layout and into it, of a concat's class and for the poolings of its parts, against
   * multiplications with zeros behind it.
   */
  #pays(concat: Node): boolean {
    const own = this.classes.of(concat.output);
    const parts = concat.inputs as readonly Value[];
    const isFull = (value: Value): boolean => channelsOf(value) % this.block === 0;
    if (!parts.every((value) => isFull(value) || !this.#rigid.has(this.classes.of(value)))) return false;
    const pools = new Set(parts.flatMap((value) => this.classes.of(value).readers.filter(isPool)));
    const copies = [
      ...own.makers.map((node) => this.#copyTime(node)),
      ...[...pools].map((node) => copyTime(node.inputs[0] as Value)),
    ];
    return new PartCosts(this.classes, this.block).widening(concat) < sum(copies);
  }

  /** What it costs to make a map of a class that is not in the blocked layout. */
  #copyTime(node: Node): number {
    const { kind } = this.classes.role(node);
    const copy = copyTime(node.output);
    if (kind === 'concat') return node.inputs.length * CPU.node + 2 * copy;
    const isSum = node.inputs.filter((value) => isMap(value)).length > 1;
    return kind === 'conv' || isSum ? copy : 0;
  }

  /** Where several concats make maps of a class, they have to make them alike. */
  #agree(): boolean {
    for (const own of this.classes.all) {
      const layouts = this.#concatsOf(own).map((concat) => this.#joined(concat));
      const [first] = layouts;
      const expected = this.layouts.get(own) ?? wholeLayout(own.channels);
      if (first === undefined || layouts.every((layout) => sameLayout(layout, expected))) continue;
      this.#rigid.add(own);
      this.#settle();
      return false;
    }
    return true;
  }
}

function isPool(node: Node): boolean {
  return POOLS.includes(node.op.name);
}

/** Every group filled up to whole blocks. */
function groupLayout(size: number, groups: number, block: number): Layout {
  const group = (g: number) => padMap(channelRange(g * size, (g + 1) * size), roundUp(size, block));
  return [Array.from({ length: groups }, (_, g) => group(g)).flat()];
}
