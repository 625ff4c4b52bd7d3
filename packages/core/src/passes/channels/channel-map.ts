// Channel maps: which channel of a tensor each channel of a piece of it stands for.

/** For each channel of a piece the channel of the whole it holds, or -1 where it holds nothing of it. */
export type ChannelMap = readonly number[];

/** How a tensor is kept: its pieces in order. One identity map is the tensor as it is. */
export type Layout = readonly ChannelMap[];

/** The channels from `start` up to but not including `end`, in order. */
export function channelRange(start: number, end: number): ChannelMap {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

/** The tensor in one piece, as it is. */
export function wholeLayout(channels: number): Layout {
  return [channelRange(0, channels)];
}

/** Pieces between the cuts. */
export function cutLayout(channels: number, cuts: Iterable<number>): Layout {
  const bounds = [...new Set([0, ...cuts, channels])].sort((a, b) => a - b);
  return bounds.slice(1).map((end, i) => channelRange(bounds[i] as number, end));
}

/** The map with every channel moved by `offset`; channels that hold nothing stay so. */
export function shiftMap(map: ChannelMap, offset: number): ChannelMap {
  return offset === 0 ? map : map.map((channel) => (channel < 0 ? -1 : channel + offset));
}

/** The map followed by as many empty channels as it takes to have `size`. */
export function padMap(map: ChannelMap, size: number): ChannelMap {
  return [...map, ...new Array<number>(size - map.length).fill(-1)];
}

export function sameMap(a: ChannelMap, b: ChannelMap): boolean {
  return a.length === b.length && a.every((channel, i) => channel === b[i]);
}

export function sameLayout(a: Layout, b: Layout): boolean {
  return a.length === b.length && a.every((map, i) => sameMap(map, b[i] as ChannelMap));
}

/** True where the tensor is kept as it is. */
export function isWhole(layout: Layout, channels: number): boolean {
  const [map] = layout;
  return layout.length === 1 && map?.length === channels && map.every((channel, i) => channel === i);
}

/** The smallest multiple of `block` that holds `channels`. */
export function roundUp(channels: number, block: number): number {
  return Math.ceil(channels / block) * block;
}
