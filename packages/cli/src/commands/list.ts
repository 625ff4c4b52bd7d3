// `gossamer list`: the registered models.

import { didYouMean, OptionError, UnknownModelError } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import { type CheckpointEntry, createModel, type ModelSpec } from '@gossamer/models';
import { findModel, modelNames, predictMs } from '@gossamer/models/catalog';
import type { Command, CommandContext } from '../command/command.js';
import type { Flags } from '../command/flags.js';
import { formatCount, formatDecimal } from '../format/numbers.js';
import { type Column, formatTable } from '../format/table.js';
import { openDevice } from '../roofline/device-store.js';
import { rooflineFlags } from '../roofline/roofline-words.js';
import { integerValue, numberValue, wrongValue } from '../words/values.js';

const flags = {
  pretrained: { kind: 'switch', doc: 'only models with published weights' },
  family: { kind: 'value', value: 'NAME', doc: 'only this family' },
  budget: { kind: 'value', value: 'MS', doc: 'only models whose modelled time is within, such as 10ms' },
  'min-top1': { kind: 'value', value: 'PERCENT', doc: 'only models published with this top-1 or more' },
  device: rooflineFlags.device,
  threads: { ...rooflineFlags.threads, doc: 'of the measured device (default 1)' },
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const list: Command<typeof flags> = {
  name: 'list',
  about:
    'Shows the models whose name matches a pattern with * and ? (or contains it): learnable parameters and\n' +
    'multiply-accumulates at the input given, published top-1 and the licence of the first published weights.',
  words: { usage: '[PATTERN]', min: 0, max: 1 },
  flags,
  examples: [
    'list',
    "list 'mobilenetv2_1*' --pretrained",
    'list --budget 10ms --device phone-cpu',
    'list --json',
  ],
  run,
};

interface ListedModel {
  readonly name: string;
  readonly family: string;
  readonly params: number;
  /** Batch 1 at `input`. */
  readonly macs: number;
  /** Channels, height, width. */
  readonly input: readonly number[];
  /** Of the first checkpoint, at its own input size. */
  readonly top1: number | null;
  readonly checkpoints: readonly CheckpointEntry[];
  /** Modelled time of one picture on `device`, where one was asked for. */
  readonly predictedMs?: number;
  readonly device?: string;
}

async function run({ words, flags, output }: Context): Promise<number> {
  const specs = await Promise.all(matching(words[0]).map((name) => findModel(name as string)));
  checkFamily(flags.family, specs);
  const wanted = specs
    .filter((spec) => flags.family === undefined || spec.family.name === flags.family)
    .filter((spec) => !flags.pretrained || spec.checkpoints().length > 0);
  const models = await chosen(wanted.map(listed), wanted, flags);
  const timed = models.some(({ predictedMs }) => predictedMs !== undefined);
  output.document({ models });
  output.print(
    formatTable(timed ? [...columns, msColumn] : columns, models.map(row), output.width).join('\n'),
  );
  output.note(`${models.length} model${models.length === 1 ? '' : 's'}`);
  return 0;
}

/** Those within the budget, the most accurate first; in catalog order where there is none. */
async function chosen(
  models: readonly ListedModel[],
  specs: readonly ModelSpec[],
  flags: Context['flags'],
): Promise<ListedModel[]> {
  const least = flags['min-top1'] === undefined ? undefined : numberValue('--min-top1', flags['min-top1']);
  const accurate = models.filter(({ top1 }) => least === undefined || (top1 ?? 0) >= least);
  if (flags.budget === undefined && flags.device === undefined) return accurate;
  const budget = flags.budget === undefined ? Number.POSITIVE_INFINITY : budgetValue(flags.budget);
  const threads = integerValue('--threads', flags.threads ?? '1', 1);
  const device = await openDevice(flags.device, process.env, { engine: 'node', threads });
  return accurate
    .map((model) => {
      const spec = specs.find(({ name }) => name === model.name) as ModelSpec;
      return { ...model, predictedMs: predictMs(spec, device), device: device.name };
    })
    .filter(({ predictedMs }) => predictedMs <= budget)
    .sort((a, b) => (b.top1 ?? 0) - (a.top1 ?? 0) || a.predictedMs - b.predictedMs);
}

/** `10ms`, or `10`. */
function budgetValue(text: string): number {
  const budget = Number(/^(\d+(?:\.\d+)?)(?:ms)?$/.exec(text)?.[1]);
  if (budget > 0) return budget;
  throw wrongValue('--budget', text, 'milliseconds, such as 10ms');
}

/** Names that match; a pattern without `*` and `?` may stand anywhere in a name. */
function matching(pattern = '*'): string[] {
  const exact = modelNames(pattern);
  const names = exact.length > 0 || /[*?]/.test(pattern) ? exact : modelNames(`*${pattern}*`);
  if (names.length > 0) return names;
  throw new UnknownModelError(`no model matches "${pattern}"`, {
    hint: didYouMean(pattern, modelNames()) ?? '`gossamer list` shows all models',
  });
}

function checkFamily(family: string | undefined, specs: readonly ModelSpec[]): void {
  const families = [...new Set(specs.map((spec) => spec.family.name))];
  if (family === undefined || families.includes(family)) return;
  throw new OptionError(`there is no family "${family}" here`, {
    hint: didYouMean(family, families) ?? `the families are ${families.join(', ')}`,
  });
}

function listed(spec: ModelSpec): ListedModel {
  const { params, macs } = summarize(createModel(spec, { batch: 1 }).graph);
  const checkpoints = spec.checkpoints();
  const { channels, height, width } = spec.input;
  return {
    name: spec.name,
    family: spec.family.name,
    params,
    macs: macs as number,
    input: [channels, height, width],
    top1: checkpoints[0] === undefined ? null : top1Of(checkpoints[0]),
    checkpoints,
  };
}

/** Top-1 at the checkpoint's own size, or the best there is. */
function top1Of({ accuracy, preprocess }: CheckpointEntry): number | null {
  const own = accuracy.find(({ size }) => size === preprocess.inputSize[0]);
  return own?.top1 ?? accuracy.map(({ top1 }) => top1).sort((a, b) => b - a)[0] ?? null;
}

const columns: readonly Column[] = [
  { title: 'model', flexible: true },
  { title: 'params', align: 'right' },
  { title: 'MACs', align: 'right' },
  { title: 'input', align: 'right' },
  { title: 'top-1', align: 'right' },
  { title: 'licence' },
];

const msColumn: Column = { title: 'modelled ms', align: 'right' };

function row({ name, params, macs, input, top1, checkpoints, predictedMs }: ListedModel): string[] {
  return [
    name,
    formatCount(params),
    formatCount(macs),
    input.slice(1).join('x'),
    top1 === null ? '-' : top1.toFixed(2),
    checkpoints[0]?.licence ?? '-',
    ...(predictedMs === undefined ? [] : [formatDecimal(predictedMs)]),
  ];
}
