// ForeignNames: how another source names the parameters of a family's networks, as data.

/** Where in its network a parameter is. */
interface Place {
  /** Blocks before it, through all stages: its own block's number, from 0. */
  readonly block: number;
  /** Its layer's number in the block; a norm counts with the layer before it. */
  readonly layer: number;
  /** Whether it is in the last block. */
  readonly last: boolean;
}

/** A part of our name, and what stands in its place in theirs. */
type NameRule = readonly [
  ours: RegExp,
  theirs: (groups: readonly (string | undefined)[], place: Place) => string,
];

export interface ForeignNames {
  /** Whose names they are, as messages say it: `torchvision's MobileNetV2`. */
  readonly source: string;
  readonly families: readonly string[];
  /** The first rule that fits a name is applied; a name that none fits is the same in both. */
  readonly rules: readonly NameRule[];
  /** Our names of tensors they keep without trailing dimensions of one: a linear layer's [O,I] for a convolution's [O,I,1,1]. */
  readonly flat?: readonly string[];
  /** Options without which the network computes something else with these weights. */
  readonly requires?: Readonly<Record<string, unknown>>;
}

/** Their name of each of ours, in our order. @param ours all names of the network */
export function foreignNames({ rules }: ForeignNames, ours: Iterable<string>): ReadonlyMap<string, string> {
  const names = [...ours];
  const places = placesOf(names);
  return new Map(names.map((name) => [name, foreignName(rules, name, places.get(name) as Place)]));
}

function foreignName(rules: readonly NameRule[], name: string, place: Place): string {
  const rule = rules.find(([ours]) => ours.test(name));
  if (rule === undefined) return name;
  const [ours, theirs] = rule;
  return name.replace(ours, (...match) => theirs(match.slice(1, -2), place));
}

function placesOf(names: readonly string[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const blocks: string[] = [];
  let layers: string[] = [];
  const all = new Set(names.flatMap((name) => blockOf(name)?.block ?? []));
  for (const name of names) {
    const found = blockOf(name);
    if (found !== undefined && !blocks.includes(found.block)) {
      blocks.push(found.block);
      layers = [];
    }
    if (found !== undefined && !found.layer.startsWith('bn') && !layers.includes(found.layer)) {
      layers.push(found.layer);
    }
    places.set(name, {
      block: found === undefined ? blocks.length : blocks.length - 1,
      layer: layers.length - 1,
      last: found !== undefined && blocks.length === all.size,
    });
  }
  return places;
}

function blockOf(name: string): { readonly block: string; readonly layer: string } | undefined {
  const [, block, layer] = /^(blocks\.\d+\.\d+)\.([^.]+)/.exec(name) ?? [];
  return block === undefined || layer === undefined ? undefined : { block, layer };
}
