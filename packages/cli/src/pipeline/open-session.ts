// Words -> session: build, bind, lower, encode, create, each timed.

import type { Model } from '@gossamer/core';
import type { CompiledEntry } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { PassReport } from '@gossamer/core/passes';
import type { Runtime, Session } from '@gossamer/core/runtime';
import type { Network } from '@gossamer/models';
import type { CompiledCache } from '@gossamer/runtime-node';
import type { ModelWords } from '../words/model-words.js';
import { buildNetwork } from './build-network.js';
import { compiledFacts } from './compiled-facts.js';
import { type ConvertOptions, convertPrecision } from './convert-precision.js';
import { type LoadedWeights, loadWeights } from './load-weights.js';
import { lower, lowerPlain, tune } from './lower.js';
import { Phases } from './phases.js';

export interface PreparedModel {
  readonly network: Network;
  /** Lowered, with weights that can be read until `weights.close()`. */
  readonly model: Model;
  readonly weights: LoadedWeights;
  readonly reports: readonly PassReport[];
  readonly phases: Phases;
}

/**
 * Builds the network, binds its weights, lowers it and brings it to the precision asked for. Close `weights` when
 * the model has been encoded.
 */
export async function prepareModel(
  words: ModelWords,
  phases = new Phases(),
  convert: ConvertOptions = {},
): Promise<PreparedModel> {
  const bound = await bindNetwork(words, phases);
  try {
    return { ...bound, ...(await lowerNetwork(words, bound, phases, convert)), phases };
  } catch (error) {
    await bound.weights.close();
    throw error;
  }
}

type BoundNetwork = Pick<PreparedModel, 'network' | 'weights'>;

async function bindNetwork(words: ModelWords, phases: Phases): Promise<BoundNetwork> {
  const network = await phases.time('build', () => buildNetwork(words));
  return { network, weights: await phases.time('bind', () => loadWeights(words, network)) };
}

async function lowerNetwork(
  words: ModelWords,
  { network, weights }: BoundNetwork,
  phases: Phases,
  convert: ConvertOptions,
): Promise<Pick<PreparedModel, 'model' | 'reports'>> {
  const plain = words.precision === 'int8' || (words.precision === 'fp16' && words.target === 'cpu');
  const model = { graph: network.graph, weights: weights.tensors };
  const lowered = await phases.time('passes', () => {
    if (plain) return lowerPlain(model, words.target);
    return words.autotune ? tune(model, convert.signal) : lower(model, words.target);
  });
  if (words.precision === 'fp32') return lowered;
  const converted = await phases.time('convert', () =>
    convertPrecision(lowered.model, network, words, convert),
  );
  return { model: converted.model, reports: [...lowered.reports, ...converted.reports] };
}

/** What was won and lost by fp16 or int8, in words. */
export function precisionNotes({ reports }: Pick<PreparedModel, 'reports'>): readonly string[] {
  return reports
    .filter(({ pass }) => pass === 'int8' || pass === 'fp16')
    .flatMap(({ pass, notes }) => notes.map((note) => `${pass}: ${note}`));
}

export interface OpenOptions extends ConvertOptions {
  readonly runtime: Runtime;
  readonly phases?: Phases;
  /** Where compiled networks are kept; what `autotune` measures is not. */
  readonly cache?: CompiledCache | undefined;
}

export interface OpenedModel {
  readonly network: Network;
  readonly session: Session;
  readonly weights: Pick<LoadedWeights, 'source' | 'learned' | 'notes'>;
  readonly reports: readonly PassReport[];
  readonly phases: Phases;
  /** Bytes of the ONNX file. */
  readonly fileBytes: number;
}

/** From words to a session that is ready to run; dispose it when done. */
export async function openSession(words: ModelWords, options: OpenOptions): Promise<OpenedModel> {
  const { runtime, signal, phases = new Phases() } = options;
  const stop = signal === undefined ? {} : { signal };
  const bound = await bindNetwork(words, phases);
  const { network, weights } = bound;
  const make = async (): Promise<CompiledEntry> => {
    const { model, reports } = await lowerNetwork(words, bound, phases, options);
    const onnx = await phases.time('encode', () => encodeOnnx(model, stop));
    return { onnx, about: JSON.stringify(reports) };
  };
  const { onnx, about } = await keptOrMade(make, words, bound, options, phases).finally(() =>
    weights.close(),
  );
  const session = await phases.time('create', () =>
    runtime.load(onnx, { name: network.graph.name, ...stop }),
  );
  const reports = JSON.parse(about) as readonly PassReport[];
  return { network, session, weights, reports, phases, fileBytes: onnx.length };
}

async function keptOrMade(
  make: () => Promise<CompiledEntry>,
  words: ModelWords,
  { network, weights }: BoundNetwork,
  options: OpenOptions,
  phases: Phases,
): Promise<CompiledEntry> {
  const { cache } = options;
  if (cache === undefined || words.autotune) return make();
  const facts = await compiledFacts(words, network, weights, options);
  const { entry, keep } = await phases.time('cache', () => cache.find(facts));
  if (entry !== undefined) return entry;
  const made = await make();
  await phases.time('keep', () => keep(made));
  return made;
}
