// Words -> session: build, bind, lower, encode, create, each timed.

import type { Model } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { PassReport } from '@gossamer/core/passes';
import type { Runtime, Session } from '@gossamer/core/runtime';
import type { Network } from '@gossamer/models';
import type { ModelWords } from '../words/model-words.js';
import { buildNetwork } from './build-network.js';
import { type ConvertOptions, convertPrecision } from './convert-precision.js';
import { type LoadedWeights, loadWeights } from './load-weights.js';
import { lower, tune } from './lower.js';
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
  const network = await phases.time('build', () => buildNetwork(words));
  const weights = await phases.time('bind', () => loadWeights(words, network));
  try {
    // What only float32 arithmetic wants is left out before converting.
    const plain = words.precision === 'int8' || (words.precision === 'fp16' && words.target === 'cpu');
    const target = plain ? 'portable' : words.target;
    const model = { graph: network.graph, weights: weights.tensors };
    const lowered = await phases.time('passes', () =>
      words.autotune && !plain ? tune(model, convert.signal) : lower(model, target),
    );
    if (words.precision === 'fp32') return { network, weights, phases, ...lowered };
    const converted = await phases.time('convert', () =>
      convertPrecision(lowered.model, network, words, convert),
    );
    const reports = [...lowered.reports, ...converted.reports];
    return { network, model: converted.model, weights, reports, phases };
  } catch (error) {
    await weights.close();
    throw error;
  }
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
  const { network, model, weights, reports } = await prepareModel(words, phases, options);
  const stop = signal === undefined ? {} : { signal };
  const bytes = await phases.time('encode', () => encodeOnnx(model, stop)).finally(() => weights.close());
  const session = await phases.time('create', () =>
    runtime.load(bytes, { name: network.graph.name, ...stop }),
  );
  return { network, session, weights, reports, phases, fileBytes: bytes.length };
}
