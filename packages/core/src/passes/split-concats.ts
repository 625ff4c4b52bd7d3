// Keeps a concatenated map as its parts, and splits the kernels of what reads it.

import type { Node } from '../ir/node.js';
import { Parameter, type Value } from '../ir/value.js';
import { type ChannelClass, type ChannelClasses, channelClasses } from './channels/channel-classes.js';
import { type ChannelMap, cutLayout, type Layout, roundUp } from './channels/channel-map.js';
import { channelsOf } from './channels/channel-role.js';
import { CPU, channelArea, moveTime } from './channels/cpu-cost.js';
import { relayout } from './channels/relayout.js';
import type { Pass } from './pass.js';

export interface SplitConcatsOptions {
  /** Channels that onnxruntime's blocked layout keeps together: 16 with AVX-512, 8 with AVX2. Default 16. */
  readonly block?: number | undefined;
  /** Maps are kept in at most this many parts. Default 4. */
  readonly mostParts?: number | undefined;
}

/**
 * conv(concat[a, b]) = conv_a(a) + conv_b(b), where the second convolution adds to the first one's result in place. Whatever
 * works on each channel by itself works on the parts. Done where the cost model finds the parts cheaper than the copy.
 * Exact up to the order of a sum.
 */
export function splitConcats({ block = 16, mostParts = 4 }: SplitConcatsOptions = {}): Pass {
  return {
    name: 'splitConcats',
    run(model) {
      const classes = channelClasses(model.graph);
      const planner = new Planner(classes, block, mostParts);
      const count = (): number => model.graph.nodes.filter((node) => node.op.name === 'Concat').length;
      const before = count();
      const changed = planner.layouts.size;
      if (changed > 0) relayout(model, { classes, layouts: planner.layouts, joined: planner.joined });
      return {
        pass: this.name,
        changed,
        notes: changed === 0 ? [] : [`${before} Concat before, ${count()} after`],
      };
    },
  };
}

/** Decides class by class, in the order of the graph. */
class Planner {
  readonly layouts = new Map<ChannelClass, Layout>();
  readonly joined = new Set<Node>();

  constructor(
    readonly classes: ChannelClasses,
    readonly block: number,
    readonly mostParts: number,
  ) {
    for (const own of classes.all) this.#decide(own);
  }

  #decide(own: ChannelClass): void {
    const concats = this.#made(own, 'concat');
    if (own.fixed || concats.length === 0 || this.#isGrouped(own)) return;
    const cuts = new Set(concats.flatMap((node) => this.#boundaries(node)));
    const layout = cutLayout(own.channels, cuts);
    if (layout.length > this.mostParts || !this.#canFollow(concats, cuts)) return;
    const { time, joined } = this.#reading(own, layout);
    const whole = concats.reduce((sum, node) => sum + copyTime(node.output, this.#padded(layout)), 0);
    if (time + this.#makingTime(own, layout) >= whole) return;
    this.layouts.set(own, layout);
    for (const node of joined) this.joined.add(node);
  }

  #made(own: ChannelClass, kind: string): Node[] {
    return own.makers.filter((node) => this.classes.role(node).kind === kind);
  }

  #isGrouped(own: ChannelClass): boolean {
    const groups = (node: Node): number => (node.attrs as { group: number }).group;
    return this.#made(own, 'conv').some((node) => groups(node) > 1) || this.#made(own, 'split').length > 0;
  }

  /** Where the parts of a concat begin, those of parts that are kept in parts too. */
  #boundaries(concat: Node): number[] {
    let at = 0;
    return (concat.inputs as readonly Value[]).flatMap((value) => {
      const starts: number[] = [];
      for (const map of this.#layoutOf(value)) {
        starts.push(at);
        at += map.length;
      }
      return starts;
    });
  }

  #layoutOf(value: Value): Layout {
    return this.layouts.get(this.classes.of(value)) ?? cutLayout(channelsOf(value), []);
  }

  /** Every concat has its own boundaries only: another one's would cut its parts. */
  #canFollow(concats: readonly Node[], cuts: ReadonlySet<number>): boolean {
    return concats.every((node) => new Set(this.#boundaries(node)).size === cuts.size);
  }

  /** How the class's maps are read by convolutions: each as its parts, or put together where one copy is cheaper. */
  #reading(own: ChannelClass, layout: Layout): { time: number; joined: readonly Node[] } {
    const byValue = own.values.map((value) => {
      const readers = own.readers.filter(
        (node) => node.inputs[0] === value && this.classes.role(node).kind === 'conv',
      );
      const grouped = readers.some((node) => (node.attrs as { group: number }).group > 1);
      const sums = readers.reduce((time, node) => time + this.#sumTime(node, layout.length), 0);
      const copy = copyTime(value, this.#padded(layout));
      if (readers.length > 0 && (grouped || copy < sums)) return { time: copy, joined: readers };
      return { time: sums, joined: [] };
    });
    return {
      time: byValue.reduce((sum, { time }) => sum + time, 0),
      joined: byValue.flatMap(({ joined }) => joined),
    };
  }

  #sumTime(conv: Node, parts: number): number {
    return (parts - 1) * (CPU.node + 2 * moveTime(conv.output, roundUp(channelsOf(conv.output), this.block)));
  }

  /** What making the class's maps in parts costs more. */
  #makingTime(own: ChannelClass, layout: Layout): number {
    const steps = this.#made(own, 'same').filter((node) => !isFused(node)).length;
    const made = this.#made(own, 'conv').map((conv) => this.#makeTime(conv, layout));
    return (layout.length - 1) * steps * CPU.node + made.reduce((sum, time) => sum + time, 0);
  }

  /** What a convolution costs more where it makes the parts one by one. */
  #makeTime(conv: Node, layout: Layout): number {
    const [input, weight] = conv.inputs as readonly [Value, Parameter];
    const [, columns = 1, ...window] = weight.type.shape as readonly number[];
    const more = this.#padded(layout) - roundUp(channelsOf(conv.output), this.block);
    const macs = more * columns * window.reduce((a, b) => a * b, 1) * channelArea(conv.output);
    return (layout.length - 1) * (CPU.node + moveTime(input)) + macs / CPU.macs;
  }

  #padded(layout: readonly ChannelMap[]): number {
    return layout.reduce((sum, map) => sum + roundUp(map.length, this.block), 0);
  }
}

function copyTime(value: Value, channels: number): number {
  return CPU.node + 2 * moveTime(value, channels);
}

/** Activations behind a convolution, which runtimes compute with it. */
function isFused(node: Node): boolean {
  const maps = node.inputs.filter((value) => value !== undefined && !(value instanceof Parameter));
  return maps.length === 1 && node.op.name !== 'Conv' && maps[0]?.producer?.op.name === 'Conv';
}
