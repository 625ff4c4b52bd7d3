// Words -> session: build, bind, lower, encode, create, each timed.

import type { Model } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { PassReport } from '@gossamer/core/passes';
import type { Runtime, Session } from '@gossamer/core/runtime';
import type { Network } from '@gossamer/models';
import type { ModelWords } from '../words/model-words.js';
import { buildNetwork } from './build-network.js';
import { type LoadedWeights, loadWeights } from './load-weights.js';
import { lower } from './lower.js';
import { Phases } from './phases.js';

export interface PreparedModel {
  readonly network: Network;
  /** Lowered, with weights that can be read until `weights.close()`. */
  readonly model: Model;
  readonly weights: LoadedWeights;
  readonly reports: readonly PassReport[];
  readonly phases: Phases;
}

/** Builds the network, binds its weights and lowers it. Close `weights` when the model has been encoded. */
export async function prepareModel(words: ModelWords, phases = new Phases()): Promise<PreparedModel> {
  const network = await phases.time('build', () => buildNetwork(words));
  const weights = await phases.time('bind', () => loadWeights(words, network));
  const { model, reports } = await phases.time('passes', () =>
    lower({ graph: network.graph, weights: weights.tensors }, words.target),
  );
  return { network, model, weights, reports, phases };
}

export interface OpenOptions {
  readonly runtime: Runtime;
  readonly signal?: AbortSignal;
  readonly phases?: Phases;
}

export interface OpenedModel {
  readonly network: Network;
  readonly session: Session;
  readonly weights: Pick<LoadedWeights, 'source' | 'notes'>;
  readonly phases: Phases;
  /** Bytes of the ONNX file. */
  readonly fileBytes: number;
}

/** From words to a session that is ready to run; dispose it when done. */
export async function openSession(words: ModelWords, options: OpenOptions): Promise<OpenedModel> {
  const { runtime, signal, phases = new Phases() } = options;
  const { network, model, weights } = await prepareModel(words, phases);
  const stop = signal === undefined ? {} : { signal };
  const bytes = await phases.time('encode', () => encodeOnnx(model, stop)).finally(() => weights.close());
  const session = await phases.time('create', () =>
    runtime.load(bytes, { name: network.graph.name, ...stop }),
  );
  return { network, session, weights, phases, fileBytes: bytes.length };
}
