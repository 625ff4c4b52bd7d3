// Words -> weights: seeded, random, or a checkpoint's file bound to the network.

import { basename } from 'node:path';
import { type Graph, Parameter, WeightMismatchError } from '@gossamer/core';
import {
  adaptWeights,
  bindWeights,
  type CheckpointTensor,
  type LazyTensor,
  prepareTensors,
  randomWeights,
  seededWeights,
  type WeightMatch,
  type WeightNote,
} from '@gossamer/core/weights';
import type { Network } from '@gossamer/models';
import type { ModelWords } from '../words/model-words.js';
import { type WeightsSource, weightsSource } from '../words/weights-source.js';
import { classifierScopes, wholeNetworkParams } from './classifier-params.js';
import { openWeightsFile } from './open-weights-file.js';

export interface LoadedWeights {
  /** One tensor for each parameter; read them before `close`. */
  readonly tensors: ReadonlyMap<string, LazyTensor>;
  /** `seeded:1`, `random:0` or the file's name. */
  readonly source: string;
  /** What was done to make them fit. */
  readonly notes: readonly WeightNote[];
  /** SHA-256 of the file; undefined where there is none. */
  hash(signal?: AbortSignal): Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * The weights the words ask for, bound to the network; nothing but the checkpoint's header is read.
 * @throws OptionError for words that mean nothing; IoError and FormatError for the file; WeightMismatchError
 * where it does not fit
 */
export async function loadWeights(words: ModelWords, network: Network): Promise<LoadedWeights> {
  const source = weightsSource(words.weights);
  if (source.kind === 'file') return fromFile(source.path, words, network);
  return {
    tensors: made(source, network.graph),
    source: source.kind === 'seeded' ? `seeded:${source.gain}` : `random:${source.seed}`,
    notes: [],
    hash: async () => undefined,
    close: async () => {},
  };
}

function made(source: Exclude<WeightsSource, { kind: 'file' }>, graph: Graph): LoadedWeights['tensors'] {
  return source.kind === 'seeded'
    ? seededWeights(graph.params, source.gain)
    : randomWeights(graph, source.seed);
}

async function fromFile(path: string, words: ModelWords, network: Network): Promise<LoadedWeights> {
  const { checkpoint, hash, close } = await openWeightsFile(path);
  const notes: WeightNote[] = [...checkpoint.notes];
  try {
    const tensors = await bindFile(checkpoint.tensors, words, network.graph, {
      source: path,
      report: (note) => notes.push(note),
    });
    return { tensors, source: basename(path), notes, hash, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface BindContext {
  readonly source: string;
  report(note: WeightNote): void;
}

async function bindFile(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  words: ModelWords,
  graph: Graph,
  { source, report }: BindContext,
): Promise<ReadonlyMap<string, LazyTensor>> {
  const partial = words.build.features !== undefined || words.build.numClasses === 0;
  const whole = partial ? await wholeNetworkParams(words) : new Set<string>();
  const prepared = prepareTensors(graph, tensors, { drop: (name) => whole.has(name), report });
  if (!words.adapt) {
    try {
      return bindWeights(graph, prepared, { source, report });
    } catch (error) {
      throw hinted(error);
    }
  }
  const adapted = adaptWeights(graph, prepared, {
    classifier: await classifierScopes(words),
    firstConv: firstConvScopes(graph),
    report,
  });
  return bindWeights(graph, adapted, { source, report });
}

/** Where only shapes differ, --adapt may be what is wanted. */
function hinted(error: unknown): unknown {
  if (!(error instanceof WeightMismatchError)) return error;
  const { reason, within, details, cause } = error;
  const { missing, unexpected } = details as Partial<WeightMatch>;
  if (missing?.length !== 0 || unexpected?.length !== 0) return error;
  const hint = 'another number of classes or input channels than the checkpoint has? add --adapt';
  return new WeightMismatchError(reason, { within, hint, details, cause });
}

/** Scopes of the layers that read the input. */
function firstConvScopes(graph: Graph): string[] {
  const inputs = new Set(graph.inputs.map((input) => input.value));
  return graph.nodes.flatMap((node) => {
    const [x, weight] = node.inputs;
    const first = x !== undefined && inputs.has(x) && weight instanceof Parameter;
    return first ? [weight.name.replace(/\.[^.]*$/, '')] : [];
  });
}
