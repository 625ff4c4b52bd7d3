// Binds a published checkpoint to a network: whoever named its tensors, strictly, adapted where that is asked for.

import { type Graph, OptionError, Parameter } from '@gossamer/core';
import {
  adaptWeights,
  bindWeights,
  type CheckpointTensor,
  type LazyTensor,
  matchWeights,
  prepareTensors,
  type WeightNote,
} from '@gossamer/core/weights';
import { type FoundNames, findForeignNames, wholeNetworkNames } from '../foreign/find-foreign-names.js';
import { createModel, type Network } from './create-model.js';

export interface BindCheckpointOptions {
  /**
   * Allows another number of classes (the classifier starts anew) or of input channels (the first convolution is
   * folded or repeated, as timm does) than the checkpoint's. Every other key stays strict.
   */
  adapt?: boolean;
  /** The checkpoint's name, for messages. */
  source?: string;
  /** Called with everything that was done beside binding. */
  report?: (note: WeightNote) => void;
}

/**
 * One tensor for each parameter of the network. Names of other sources (torchvision, the authors, timm's
 * features_only) are recognised where they fit without remainder. A network without its classifier, or cut to its
 * features, leaves out what it has no place for.
 *
 * @throws WeightMismatchError with all missing, unexpected and mis-shaped names together
 * @throws OptionError where the source's weights need other options of the network
 * @example
 * const network = await create('mobilenetv2_100', { numClasses: 10 });
 * const { tensors } = await openCheckpoint(source);
 * const model = { graph: network.graph, weights: bindCheckpoint(network, tensors, { adapt: true }) };
 */
export function bindCheckpoint(
  network: Network,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  { adapt = false, source, report = () => {} }: BindCheckpointOptions = {},
): ReadonlyMap<string, LazyTensor> {
  checkNetwork(network);
  const { graph } = network;
  const own = ownTensors(network, tensors, report);
  const whole = new Set(isPartial(network) ? wholeNetworkNames(network) : []);
  const prepared = prepareTensors(graph, own, { prefixes: [], drop: (name) => whole.has(name), report });
  const fitting = adapt
    ? adaptWeights(graph, prepared, {
        classifier: classifierScopes(network),
        firstConv: firstConvScopes(graph),
        report,
      })
    : prepared;
  return bindWeights(graph, fitting, source === undefined ? { report } : { source, report });
}

/** Programs without types forget to wait for `create`, or pass the graph alone. */
function checkNetwork(network: unknown): void {
  const given = network as Partial<Network & Promise<Network>> | undefined;
  if (given?.graph?.params instanceof Map) return;
  const kind = typeof network === 'object' && network !== null ? 'an object' : String(network);
  const found = typeof given?.then === 'function' ? 'a promise' : kind;
  throw new OptionError(`expected a network, found ${found}`, {
    hint: 'it is what createModel(spec) and `await create(name)` give, not its graph',
  });
}

/**
 * The checkpoint's tensors under the network's names: wrappers' prefixes off, other sources' names turned into ours.
 * @throws OptionError where the source's weights need other options of the network
 */
export function ownTensors(
  network: Network,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  report: (note: WeightNote) => void = () => {},
): ReadonlyMap<string, CheckpointTensor> {
  return (
    renamed(network, tensors, report) ??
    unwrapped(network, tensors, report) ??
    prepareTensors(network.graph, tensors, { report })
  );
}

/** Where the names are the network's, or those of another source. */
function renamed(
  network: Network,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  report: (note: WeightNote) => void,
): ReadonlyMap<string, CheckpointTensor> | undefined {
  const { graph } = network;
  if (isWhole(network, prepareTensors(graph, tensors))) return prepareTensors(graph, tensors, { report });
  const found = recognised(network, tensors);
  if (found === undefined) return undefined;
  const { names, rename } = found;
  report({
    kind: 'renamed',
    message: `the names are those of ${names.source}`,
    names: [...rename.values()],
  });
  return withUnitDims(graph, prepareTensors(graph, tensors, { rename, report }), new Set(names.flat));
}

/** Without what a training program's own module puts before every name (`net.`), where all that is left fits. */
function unwrapped(
  network: Network,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  report: (note: WeightNote) => void,
): ReadonlyMap<string, CheckpointTensor> | undefined {
  const prefix = commonPrefix([...tensors.keys()]);
  if (prefix === '') return undefined;
  const notes: WeightNote[] = [];
  const options = { prefixes: [prefix], report: (note: WeightNote) => notes.push(note) };
  const found = renamed(network, prepareTensors(network.graph, tensors, options), (note) => notes.push(note));
  if (found !== undefined) for (const note of notes) report(note);
  return found;
}

/** Whole parts of dotted names. */
function commonPrefix(names: readonly string[]): string {
  let prefix = names[0] ?? '';
  for (const name of names) {
    while (!name.startsWith(prefix)) prefix = prefix.slice(0, prefix.lastIndexOf('.', prefix.length - 2) + 1);
  }
  return prefix.slice(0, prefix.lastIndexOf('.') + 1);
}

/** Whether nothing is missing and nothing over, of the network or of the one with its classifier that it is a part of. */
function isWhole(network: Network, tensors: ReadonlyMap<string, CheckpointTensor>): boolean {
  const { missing, unexpected } = matchWeights(network.graph, tensors);
  if (missing.length > 0 || unexpected.length === 0) return missing.length === 0;
  const whole = new Set(isPartial(network) ? wholeNetworkNames(network) : []);
  return unexpected.every((name) => whole.has(name));
}

function recognised(
  network: Network,
  tensors: ReadonlyMap<string, CheckpointTensor>,
): FoundNames | undefined {
  const names = [...prepareTensors(network.graph, tensors, { rename: (name) => name }).keys()];
  return findForeignNames(network, new Set(names.filter((name) => !name.endsWith('num_batches_tracked'))));
}

/** Gives back the trailing dimensions of one that the source leaves out. */
function withUnitDims(
  graph: Graph,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  flat: ReadonlySet<string>,
): ReadonlyMap<string, CheckpointTensor> {
  const shaped = new Map(tensors);
  for (const name of flat) {
    const tensor = tensors.get(name);
    const rank = graph.params.get(name)?.type.shape.length ?? 0;
    if (tensor === undefined || tensor.shape.length >= rank) continue;
    const shape = [...tensor.shape, ...Array<number>(rank - tensor.shape.length).fill(1)];
    // The same elements in the same order.
    shaped.set(name, { ...tensor, shape });
  }
  return shaped;
}

/** Scopes of the layers that only a network with a classifier has: `classifier`, `head.fc`. */
function classifierScopes(network: Network): readonly string[] {
  const { numClasses: _, ...own } = network.options;
  const { graph } = createModel(network.spec, { ...own, numClasses: 0 });
  const names = wholeNetworkNames(network).filter((name) => !graph.params.has(name));
  return [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))))];
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

function isPartial({ graph }: Network): boolean {
  return graph.outputs[0]?.name !== 'logits';
}
