// Binding a checkpoint to a network: strict both ways, nothing read.

import { OptionError } from '../errors.js';
import type { DType } from '../ir/dtype.js';
import type { Graph } from '../ir/graph.js';
import { castTensor } from './cast.js';
import type { CheckpointTensor, WeightNote } from './checkpoint.js';
import type { LazyTensor } from './lazy-tensor.js';
import { matchWeights } from './match.js';
import { mismatchError } from './mismatch-error.js';
import { type Rename, renameTensors, stripPrefixes, WRAPPER_PREFIXES } from './rename-tensors.js';

export interface BindOptions {
  /** Names of another source into the network's; applied after prefixes are removed. */
  rename?: Rename;
  /** Prefixes to remove where every tensor has them. Default: wrappers' (`module.`, `_orig_mod.`) and `model.`. */
  prefixes?: readonly string[];
  /**
   * Tensors that this form of the network has no place for, such as the classifier of a features-only
   * network. They are left out and reported; every other name stays strict.
   */
  drop?: (name: string) => boolean;
  /** The checkpoint's name, for messages. */
  source?: string;
  /** Called with everything that was done beside binding: prefixes, dropped and converted tensors. */
  report?: (note: WeightNote) => void;
}

/**
 * One tensor for each parameter, in the graph's order. Floats of another width become the parameter's
 * type when they are read.
 *
 * @throws WeightMismatchError with all missing, unexpected and mis-shaped names together
 * @example
 * const { tensors } = await openCheckpoint(source);
 * const model = { graph, weights: bindWeights(graph, tensors) };
 */
export function bindWeights(
  graph: Graph,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  options: BindOptions = {},
): ReadonlyMap<string, LazyTensor> {
  const fitting = prepareTensors(graph, tensors, options);
  const match = matchWeights(graph, fitting);
  if (match.missing.length + match.unexpected.length + match.misshaped.length > 0) {
    throw mismatchError(graph, fitting, match, options.source);
  }
  const weights = new Map<string, LazyTensor>();
  const converted = new Map<DType, string[]>();
  for (const [name, { type }] of graph.params) {
    const tensor = fitting.get(name) as CheckpointTensor;
    weights.set(name, castTensor(tensor, type.dtype));
    if (tensor.dtype === type.dtype) continue;
    converted.set(tensor.dtype, [...(converted.get(tensor.dtype) ?? []), name]);
  }
  for (const [dtype, names] of converted) {
    options.report?.({
      kind: 'converted',
      message: `${names.length} tensors are ${dtype} in the checkpoint`,
      names,
    });
  }
  return weights;
}

/** The checkpoint's tensors under the network's names: prefixes off, renamed, dropped ones gone. */
export function prepareTensors(
  graph: Graph,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  { rename, prefixes = [...WRAPPER_PREFIXES, 'model.'], drop, report }: BindOptions = {},
): ReadonlyMap<string, CheckpointTensor> {
  if (typeof (tensors as Partial<typeof tensors> | undefined)?.keys !== 'function') {
    throw new OptionError('expected a map of tensors by name', {
      within: graph.name,
      hint: 'openCheckpoint gives it as `tensors`',
    });
  }
  const stripped = stripPrefixes(tensors, prefixes, rename === undefined ? graph.params.keys() : []);
  if (stripped.note !== undefined) report?.(stripped.note);
  const renamed = rename === undefined ? stripped.tensors : renameTensors(stripped.tensors, rename);
  if (drop === undefined) return renamed;
  const dropped = [...renamed.keys()].filter((name) => !graph.params.has(name) && drop(name));
  if (dropped.length === 0) return renamed;
  report?.({
    kind: 'dropped',
    message: `left out ${dropped.length} tensors the network has no place for`,
    names: dropped,
  });
  const gone = new Set(dropped);
  return new Map([...renamed].filter(([name]) => !gone.has(name)));
}
