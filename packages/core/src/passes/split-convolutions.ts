// Makes several convolutions of one whose output is split.

import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { type ChannelClass, type ChannelClasses, channelClasses } from './channels/channel-classes.js';
import { cutLayout, type Layout } from './channels/channel-map.js';
import { channelsOf } from './channels/channel-role.js';
import { copyTime, PartCosts, sum } from './channels/part-costs.js';
import { relayout } from './channels/relayout.js';
import type { Pass } from './pass.js';

export interface SplitConvolutionsOptions {
  /**
   * Channels that the engine keeps together: 16 or 8 for onnxruntime's blocked layout, which a split leaves; 1 for none.
   * Default 1.
   */
  readonly block?: number | undefined;
}

/**
 * Split and Slice of a convolution's output (through activations, sums, poolings and depthwise convolutions) become
 * convolutions that make the parts, each with its rows of the kernel: no multiplication more, a copy less, and on
 * onnxruntime's CPU provider the map stays in the blocked layout. Where parts fill no whole blocks the cost model decides.
 * Exact.
 */
export function splitConvolutions({ block = 1 }: SplitConvolutionsOptions = {}): Pass {
  return {
    name: 'splitConvolutions',
    run(model) {
      const classes = channelClasses(model.graph);
      const splits = model.graph.nodes.filter((node) => classes.role(node).kind === 'split');
      const costs = new PartCosts(classes, block);
      const layouts = new Map<ChannelClass, Layout>();
      const joined = new Set<Node>();
      for (const [own, cuts] of cutsOf(splits, classes)) {
        const layout = cutLayout(own.channels, cuts);
        const reading = costs.reading(own, layout);
        const cost = costs.making(own, layout) + reading.time;
        if (!canCut(own, classes) || MARGIN * cost >= saved(own, costs)) continue;
        layouts.set(own, layout);
        for (const node of reading.joined) joined.add(node);
      }
      const changed = splits.filter((node) => layouts.has(classes.of(node.inputs[0] as Value))).length;
      if (layouts.size > 0) relayout(model, { classes, layouts, joined });
      return { pass: this.name, changed, notes: [] };
    },
  };
}

/** Times are rough: what looks as good is left as it is. */
const MARGIN = 1.25;

function cutsOf(splits: readonly Node[], classes: ChannelClasses): Map<ChannelClass, Set<number>> {
  const cuts = new Map<ChannelClass, Set<number>>();
  for (const node of splits) {
    const role = classes.role(node);
    const own = classes.of(node.inputs[0] as Value);
    const at = cuts.get(own) ?? new Set();
    cuts.set(own, at);
    if (role.kind !== 'split') continue;
    node.outputs.forEach((output, i) => {
      const start = role.starts[i] as number;
      at.add(start).add(start + channelsOf(output));
    });
  }
  return cuts;
}

/** All maps come from convolutions of one group, and nothing wants them whole but other convolutions. */
function canCut(own: ChannelClass, classes: ChannelClasses): boolean {
  if (own.fixed) return false;
  return own.values.every((value) => {
    const role = value.producer && classes.role(value.producer);
    return role?.kind === 'same' || (role?.kind === 'conv' && role.groups === 1);
  });
}

/** Copies that are spared. */
function saved(own: ChannelClass, costs: PartCosts): number {
  const splits = own.readers.filter((node) => costs.classes.role(node).kind === 'split');
  const inputs = splits.map((node) => node.inputs[0] as Value);
  if (costs.block === 1) return sum(inputs.map((value) => copyTime(value)));
  const parts = splits.flatMap((node) => node.outputs);
  const readers = new Set(
    parts.flatMap((part) => costs.classes.of(part).readers.filter((node) => node.inputs.includes(part))),
  );
  const concats = [...readers].filter((node) => costs.classes.role(node).kind === 'concat');
  const sums = [...readers].filter((node) => node.op.name === 'Add');
  // Out of the blocked layout, the split, and back; sums with parts that are out of it leave it too.
  const copies = [...inputs, ...sums.map((node) => node.output)].map((value) => 3 * copyTime(value));
  return sum(copies) - sum(concats.map((concat) => rejoining(concat, parts, costs)));
}

/** What a concat of a part as it is costs more: whole blocks behind it, or the part's way out of the blocked layout. */
function rejoining(concat: Node, parts: readonly Value[], costs: PartCosts): number {
  const direct = concat.inputs.filter((value) => value !== undefined && parts.includes(value)) as Value[];
  return Math.min(costs.widening(concat), sum(direct.map((value) => copyTime(value))));
}
