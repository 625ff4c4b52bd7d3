// Makes several convolutions of one whose output is split.

import type { Node } from '../ir/node.js';
import { type ChannelClass, type ChannelClasses, channelClasses } from './channels/channel-classes.js';
import { cutLayout, type Layout } from './channels/channel-map.js';
import { channelsOf } from './channels/channel-role.js';
import { relayout } from './channels/relayout.js';
import type { Pass } from './pass.js';

/**
 * Split and Slice of a convolution's output (through activations, sums, poolings and depthwise convolutions) become
 * convolutions that make the parts, each with its rows of the kernel: no multiplication more, a copy less, and on
 * onnxruntime's CPU provider the map stays in the blocked layout. Exact.
 */
export const splitConvolutions: Pass = {
  name: 'splitConvolutions',
  run(model) {
    const classes = channelClasses(model.graph);
    const cuts = new Map<ChannelClass, Set<number>>();
    const splits = model.graph.nodes.filter((node) => classes.role(node).kind === 'split');
    for (const node of splits) addCuts(node, classes, cuts);
    const layouts = new Map<ChannelClass, Layout>();
    for (const [own, at] of cuts) if (canCut(own, classes)) layouts.set(own, cutLayout(own.channels, at));
    if (layouts.size > 0) relayout(model, { classes, layouts });
    const left = model.graph.nodes.filter((node) => classes.role(node).kind === 'split').length;
    return { pass: this.name, changed: splits.length - left, notes: [] };
  },
};

function addCuts(node: Node, classes: ChannelClasses, cuts: Map<ChannelClass, Set<number>>): void {
  const role = classes.role(node);
  const [input] = node.inputs;
  if (role.kind !== 'split' || input === undefined) return;
  const own = classes.of(input);
  const at = cuts.get(own) ?? new Set();
  node.outputs.forEach((output, i) => {
    const start = role.starts[i] as number;
    at.add(start).add(start + channelsOf(output));
  });
  cuts.set(own, at);
}

/** All maps come from convolutions of one group, and nothing wants them whole but other convolutions. */
function canCut(own: ChannelClass, classes: ChannelClasses): boolean {
  if (own.fixed) return false;
  return own.values.every((value) => {
    const role = value.producer && classes.role(value.producer);
    return role?.kind === 'same' || (role?.kind === 'conv' && role.groups === 1);
  });
}
