// `gossamer weights`: what a checkpoint holds, and whether it fits a model.

import { toNumbers } from '@gossamer/core';
import {
  type CheckpointTensor,
  matchWeights,
  type OtherEntry,
  type WeightMatch,
  type WeightNote,
} from '@gossamer/core/weights';
import { ownTensors } from '@gossamer/models';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import type { Flags } from '../command/flags.js';
import { formatCount } from '../format/numbers.js';
import { formatTable } from '../format/table.js';
import { buildNetwork } from '../pipeline/build-network.js';
import { asPublished } from '../pipeline/fetch-weights.js';
import { withFlag } from '../pipeline/load-weights.js';
import { type OpenedWeights, openWeights } from '../pipeline/open-weights.js';
import { networkFlags, networkWords, weightsFlags } from '../words/model-words.js';

const flags = {
  match: { kind: 'value', value: 'MODEL', doc: 'report keys that are missing, unexpected or mis-shaped' },
  section: weightsFlags.section,
  values: { kind: 'switch', doc: 'with --json: the values of tensors of up to 4,096 elements' },
  ...networkFlags,
} as const satisfies Flags;

/** Tensors with more elements are listed without their values. */
const MAX_VALUES = 4096;

type Context = CommandContext<typeof flags>;

export const weights: Command<typeof flags> = {
  name: 'weights',
  about:
    'Shows what a checkpoint holds: keys, shapes and types of its tensors, everything else in it, and the SHA-256\n' +
    'of the file. Of a checkpoint on the hub only its header is read. With --match the keys are compared with those\n' +
    'of a model; a difference is a finding, not an error.',
  words: { usage: '<FILE|hf:OWNER/REPO|pretrained>', min: 1, max: 1 },
  flags,
  sections: [{ title: 'Of the model to match', flags: networkFlags }],
  examples: [
    'weights model.safetensors',
    'weights model.pth --match mobilenetv2_100 --num-classes 10',
    'weights model.safetensors --json --values',
    'weights hf:timm/mobilenetv2_100.ra_in1k',
    'weights pretrained --match mobilenetv2_100',
  ],
  run,
};

async function run({ words, flags, output, signal }: Context): Promise<number> {
  const onProgress = downloadProgress(output);
  const file = await openWeights(words[0] as string, flags.match, {
    signal,
    onProgress,
    section: flags.section,
  });
  try {
    const listing = await read(file, flags, signal);
    output.document(listing);
    output.print(textOf(listing));
    return 0;
  } finally {
    await file.close();
  }
}

interface ListedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values?: readonly (number | string)[];
}

interface Listing {
  readonly source: string;
  readonly format: string;
  readonly sha256: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly ListedTensor[];
  readonly other: readonly OtherEntry[];
  readonly notes: readonly string[];
  readonly match?: WeightMatch;
}

async function read(file: OpenedWeights, flags: Context['flags'], signal: AbortSignal): Promise<Listing> {
  const { format, metadata, other } = file.checkpoint;
  const notes = [...file.remarks, ...file.checkpoint.notes.map((note) => withFlag(note).message)];
  const report = ({ message }: WeightNote) => void notes.push(message);
  const match = flags.match === undefined ? undefined : await matchModel(file, flags.match, flags, report);
  const tensors: ListedTensor[] = [];
  for (const [name, tensor] of file.checkpoint.tensors) {
    const listed = { name, dtype: tensor.unreadable ?? tensor.dtype, shape: tensor.shape };
    const wanted = flags.values && tensor.unreadable === undefined && count(tensor.shape) <= MAX_VALUES;
    tensors.push(wanted ? { ...listed, values: await valuesOf(tensor, signal) } : listed);
  }
  return {
    source: file.name,
    format,
    sha256: await file.hash(signal),
    metadata: Object.fromEntries(metadata),
    tensors,
    other,
    notes,
    ...(match === undefined ? {} : { match }),
  };
}

async function matchModel(
  { checkpoint, published }: OpenedWeights,
  model: string,
  flags: Context['flags'],
  report: (note: WeightNote) => void,
): Promise<WeightMatch> {
  const words = networkWords(model, flags);
  const network = await buildNetwork(published === undefined ? words : asPublished(words, published));
  return matchWeights(network.graph, ownTensors(network, checkpoint.tensors, report));
}

/** JSON has no NaN and no infinities: these become their names. */
async function valuesOf(tensor: CheckpointTensor, signal: AbortSignal): Promise<(number | string)[]> {
  const numbers = toNumbers(tensor.dtype, await tensor.read(signal));
  return numbers.map((value) => (Number.isFinite(value) ? value : String(value)));
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function textOf({ source, format, sha256, tensors, other, notes, match }: Listing): string {
  const rows = tensors.map(({ name, dtype, shape }) => [name, dtype, `[${shape}]`]);
  const elements = tensors.reduce((sum, { shape }) => sum + count(shape), 0);
  const others = other.map(({ name, kind, summary }) => `${name} (${kind}): ${summary}`);
  return [
    ...formatTable([{ title: 'tensor' }, { title: 'type' }, { title: 'shape' }], rows),
    ...(others.length > 0 ? ['', ...others] : []),
    '',
    `${source}: ${format}, ${tensors.length} tensors, ${formatCount(elements)} elements`,
    `sha256 ${sha256}`,
    ...notes,
    ...(match === undefined ? [] : matchText(match)),
  ].join('\n');
}

function matchText({ missing, unexpected, misshaped }: WeightMatch): string[] {
  if (missing.length + unexpected.length + misshaped.length === 0) return ['every key fits'];
  return [
    `${missing.length} missing, ${unexpected.length} unexpected, ${misshaped.length} mis-shaped`,
    ...missing.map((name) => `  missing     ${name}`),
    ...unexpected.map((name) => `  unexpected  ${name}`),
    ...misshaped.map(
      ({ name, expected, found }) => `  mis-shaped  ${name}: needs ${expected}, found ${found}`,
    ),
  ];
}
