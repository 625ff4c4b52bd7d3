// What it costs to keep maps in parts, by the cost model.

import type { Node } from '../../ir/node.js';
import { Constant, Parameter, type Value } from '../../ir/value.js';
import type { ChannelClass, ChannelClasses } from './channel-classes.js';
import { type Layout, roundUp } from './channel-map.js';
import { channelsOf } from './channel-role.js';
import { CPU, channelArea, moveTime } from './cpu-cost.js';

/** Times of a class's maps in some layout, where the runtime rounds channels up to whole blocks. */
export class PartCosts {
  constructor(
    readonly classes: ChannelClasses,
    readonly block: number,
  ) {}

  /** Nodes of a kind that make maps of a class. */
  makers(own: ChannelClass, kind: string): Node[] {
    return own.makers.filter((node) => this.classes.role(node).kind === kind);
  }

  /** Channels of all parts, in whole blocks. */
  padded(layout: Layout): number {
    return sum(layout.map((map) => roundUp(map.length, this.block)));
  }

  /** How convolutions read maps in parts: one by one and added up, or put together where one copy is cheaper. */
  reading(own: ChannelClass, layout: Layout): { time: number; joined: readonly Node[] } {
    const byValue = own.values.map((value) => {
      const readers = own.readers.filter((node) => node.inputs[0] === value && this.#isConv(node));
      const grouped = readers.some((node) => groupsOf(node) > 1);
      const sums = sum(readers.map((node) => this.#sumTime(node, layout.length)));
      const copy = copyTime(value, this.padded(layout));
      if (readers.length > 0 && (grouped || copy < sums)) return { time: copy, joined: readers };
      return { time: sums, joined: [] };
    });
    return {
      time: sum(byValue.map(({ time }) => time)),
      joined: byValue.flatMap(({ joined }) => joined),
    };
  }

  #isConv(node: Node): boolean {
    return this.classes.role(node).kind === 'conv';
  }

  #sumTime(conv: Node, parts: number): number {
    return (parts - 1) * (CPU.node + 2 * moveTime(conv.output, roundUp(channelsOf(conv.output), this.block)));
  }

  /** What making the maps of a class in parts costs more. */
  making(own: ChannelClass, layout: Layout): number {
    const steps = this.makers(own, 'same').filter((node) => !isFused(node)).length;
    const convolutions = this.makers(own, 'conv').map((conv) => this.#makeTime(conv, layout));
    return (layout.length - 1) * steps * CPU.node + sum(convolutions);
  }

  /** What a convolution costs more where it makes the parts one by one. */
  #makeTime(conv: Node, layout: Layout): number {
    const [input, weight] = conv.inputs as readonly [Value, Value];
    const [, columns = 1, ...window] = weight.type.shape as readonly number[];
    const more = this.padded(layout) - roundUp(channelsOf(conv.output), this.block);
    const macs = more * columns * window.reduce((a, b) => a * b, 1) * channelArea(conv.output);
    return (layout.length - 1) * (CPU.node + moveTime(input)) + macs / CPU.macs;
  }

  /** What convolutions behind a concat of parts of these sizes cost more than behind one map. */
  widening(concat: Node): number {
    const own = this.classes.of(concat.output);
    const sizes = (concat.inputs as readonly Value[]).map((value) => roundUp(channelsOf(value), this.block));
    const more = sum(sizes) - roundUp(own.channels, this.block);
    return (more * sum(own.readers.filter((node) => this.#isConv(node)).map(macsOfColumn))) / CPU.macs;
  }
}

/** A map read and written once. */
export function copyTime(value: Value, channels = channelsOf(value)): number {
  return CPU.node + 2 * moveTime(value, channels);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function groupsOf({ attrs }: Node): number {
  return (attrs as { group: number }).group;
}

/** Multiply-accumulates with one channel of what a convolution reads. */
function macsOfColumn(conv: Node): number {
  const [rows = 1, , ...window] = (conv.inputs[1] as Value).type.shape as readonly number[];
  return rows * window.reduce((area, size) => area * size, 1) * channelArea(conv.output);
}

/** Activations behind a convolution, which runtimes compute with it. */
function isFused(node: Node): boolean {
  const maps = node.inputs.filter((value) => value !== undefined && !isKnown(value));
  return maps.length === 1 && node.op.name !== 'Conv' && maps[0]?.producer?.op.name === 'Conv';
}

function isKnown(value: Value): boolean {
  return value instanceof Parameter || value instanceof Constant;
}
