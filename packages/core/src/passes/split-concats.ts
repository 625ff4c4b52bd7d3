// Keeps a concatenated map as its parts, and splits the kernels of what reads it.

import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { type ChannelClass, type ChannelClasses, channelClasses } from './channels/channel-classes.js';
import { cutLayout, type Layout } from './channels/channel-map.js';
import { channelsOf } from './channels/channel-role.js';
import { copyTime, PartCosts, sum } from './channels/part-costs.js';
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
  readonly #costs: PartCosts;

  constructor(
    readonly classes: ChannelClasses,
    block: number,
    readonly mostParts: number,
  ) {
    this.#costs = new PartCosts(classes, block);
    for (const own of classes.all) this.#decide(own);
  }

  #decide(own: ChannelClass): void {
    const concats = this.#costs.makers(own, 'concat');
    if (own.fixed || concats.length === 0 || this.#isGrouped(own)) return;
    const cuts = new Set(concats.flatMap((node) => this.#boundaries(node)));
    const layout = cutLayout(own.channels, cuts);
    if (layout.length > this.mostParts || !this.#canFollow(concats, cuts)) return;
    const { time, joined } = this.#costs.reading(own, layout);
    const whole = sum(concats.map((node) => copyTime(node.output, this.#costs.padded(layout))));
    if (time + this.#costs.making(own, layout) >= whole) return;
    this.layouts.set(own, layout);
    for (const node of joined) this.joined.add(node);
  }

  #isGrouped(own: ChannelClass): boolean {
    const groups = (node: Node): number => (node.attrs as { group: number }).group;
    const makers = this.#costs.makers(own, 'conv');
    return makers.some((node) => groups(node) > 1) || this.#costs.makers(own, 'split').length > 0;
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
}
