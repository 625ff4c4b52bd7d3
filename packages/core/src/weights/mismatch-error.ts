// The error of a checkpoint that does not fit: everything at once, each name with its nearest.

import { WeightMismatchError } from '../errors.js';
import type { Graph } from '../ir/graph.js';
import { formatShape, sameShape } from '../ir/tensor-type.js';
import { nearestNames } from '../nearest.js';
import type { LazyTensor } from './lazy-tensor.js';
import type { WeightMatch } from './match.js';
import { plainName } from './quote.js';

/** Lines of each kind in the message; `details` has them all. */
const MAX_LINES = 20;
/** Distances are quadratic in both, and names come from files. */
const MAX_CANDIDATES = 2000;
const MAX_NAME = 200;

/** One error with all three lists; `details` holds them for programs. */
export function mismatchError(
  graph: Graph,
  tensors: ReadonlyMap<string, LazyTensor>,
  match: WeightMatch,
  source?: string,
): WeightMismatchError {
  const { missing, unexpected, misshaped } = match;
  const shapeOfParam = (name: string) => graph.params.get(name)?.type.shape ?? [];
  const shapeOfTensor = (name: string) => tensors.get(name)?.shape ?? [];
  const lines = [
    ...list(missing, (name) => {
      const near = nearest(name, unexpected, (other) => sameShape(shapeOfTensor(other), shapeOfParam(name)));
      return `missing ${plainName(name)} ${formatShape(shapeOfParam(name))}${near && `; the checkpoint has ${near}`}`;
    }),
    ...list(unexpected, (name) => {
      const near = nearest(name, missing, (other) => sameShape(shapeOfParam(other), shapeOfTensor(name)));
      return `unexpected ${plainName(name)} ${formatShape(shapeOfTensor(name))}${near && `; the network has ${near}`}`;
    }),
    ...list(
      misshaped,
      ({ name, expected, found }) => `mis-shaped ${name}: needs ${expected}, found ${found}`,
    ),
  ];
  const counts = `${missing.length} missing, ${unexpected.length} unexpected, ${misshaped.length} mis-shaped`;
  const from = source === undefined ? 'the checkpoint' : `the checkpoint ${source}`;
  return new WeightMismatchError(`${from} does not fit: ${counts}\n  ${lines.join('\n  ')}`, {
    within: graph.name,
    hint: hintOf(match, graph),
    details: { missing, unexpected, misshaped },
  });
}

function list<T>(items: readonly T[], line: (item: T) => string): string[] {
  const lines = items.slice(0, MAX_LINES).map(line);
  return items.length > MAX_LINES ? [...lines, `... and ${items.length - MAX_LINES} more`] : lines;
}

/** The nearest of the names left over on the other side, one of the same shape where there is one. */
function nearest(name: string, others: readonly string[], fits: (other: string) => boolean): string {
  if (name.length > MAX_NAME) return '';
  const near = others.filter((other) => other.length <= MAX_NAME).slice(0, MAX_CANDIDATES);
  return nearestNames(name, near.filter(fits), 1)[0] ?? nearestNames(name, near, 1)[0] ?? '';
}

/** Names that PyTorch's exporter and our own passes give to what they have made of others. */
const EXPORTED = /^onnx::|\.folded_(weight|bias)$/;

function hintOf({ missing, unexpected, misshaped }: WeightMatch, graph: Graph): string {
  if (unexpected.some((name) => EXPORTED.test(name))) {
    return 'these are weights of an exported graph, whose layers are folded into each other: take the checkpoint it was made of, or run the exported file as it is';
  }
  const prefix = commonPrefix(unexpected);
  if (missing.length > 0 && prefix !== '' && missing.some((name) => unexpected.includes(prefix + name))) {
    return `every unexpected name starts with "${prefix}": pass prefixes: ["${prefix}"]`;
  }
  const inner = misshaped.find((weight) => readsOtherChannels(weight, graph));
  if (missing.length === 0 && unexpected.length === 0 && inner !== undefined) {
    const [needs, has] = [inner.expected, inner.found].map((type) => sizesOf(type)[1]);
    return `${inner.name} reads ${has} channels in the checkpoint and ${needs} here: build the network with the width and the pooling it was trained with`;
  }
  if (missing.length === 0 && unexpected.length === 0 && misshaped.length <= 3) {
    return `build the network with ${trainedWith(misshaped)}, or say adapt: true to bindCheckpoint, which starts a classifier anew`;
  }
  if (missing.length === 0 && misshaped.length === 0) {
    return 'the network has no place for these: bindCheckpoint leaves out a classifier, `drop` what it names';
  }
  return 'check that this is the checkpoint of this network; a source with other names needs a rename';
}

/** A layer that does not read the picture itself, whose channels `inChans` says. */
function readsOtherChannels({ expected, found }: WeightMatch['misshaped'][number], graph: Graph): boolean {
  const [needs, has] = [expected, found].map((type) => sizesOf(type)[1]);
  return needs !== undefined && needs !== has && needs !== String(graph.inputs[0]?.value.type.shape[1]);
}

/** The option that a few other shapes come from. */
function trainedWith(misshaped: WeightMatch['misshaped']): string {
  const sizes = misshaped.map(({ expected, found }) => [expected, found].map(sizesOf));
  for (const [axis, option] of ['numClasses', 'inChans'].entries()) {
    const others = sizes.map(([needs, has]) => (needs?.[axis] === has?.[axis] ? undefined : has?.[axis]));
    const [size, ...more] = new Set(others);
    if (size !== undefined && more.length === 0) return `${option}: ${size}`;
  }
  return 'the numClasses and inChans of the checkpoint';
}

/** `float32[32,3]` */
const sizesOf = (type: string): readonly string[] => type.match(/\d+(?=[,\]])/g) ?? [];

function commonPrefix(names: readonly string[]): string {
  const first = names[0] ?? '';
  const dot = first.indexOf('.');
  const prefix = first.slice(0, dot + 1);
  return names.every((name) => name.startsWith(prefix)) ? prefix : '';
}
