// Weights for a network in the page: made up, or the reader's, with a sentence that says which.

import { OptionError } from '@gossamer/core';
import type { HubWord, OnProgress } from '@gossamer/core/hub';
import type { CheckpointTensor, LazyTensor, WeightNote } from '@gossamer/core/weights';
import { blobSource, openCheckpoint, seededWeights } from '@gossamer/core/weights';
import { bindCheckpoint, findCheckpoint, type Network } from '@gossamer/models';
import { seededGain } from 'gossamer/bench';

/** A repository of the reader's, on the hub or a mirror of it. */
interface HubChoice extends HubWord {
  /** Default https://huggingface.co. */
  readonly endpoint?: string | undefined;
}

/** `seeded`: made up. `hub`: the published checkpoint, downloaded. Or a repository, a file, or the address of one. */
export type WeightsChoice = 'seeded' | 'hub' | HubChoice | Blob | URL;

export interface WeightsOptions {
  /** Of a download from the hub. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface NetworkWeights {
  readonly tensors: ReadonlyMap<string, LazyTensor>;
  /** False where answers mean nothing. */
  readonly learned: boolean;
  /** What to tell the reader, a sentence. */
  readonly label: string;
  readonly notes: readonly WeightNote[];
}

/**
 * @throws WeightMismatchError where the checkpoint is not this network's; FormatError; IoError where it cannot be had
 */
export async function networkWeights(
  network: Network,
  choice: WeightsChoice,
  options: WeightsOptions = {},
): Promise<NetworkWeights> {
  if (choice === 'seeded') {
    const label = 'Made-up weights: the network runs as it would, what it answers means nothing.';
    return {
      tensors: seededWeights(network.graph.params, seededGain(network.spec)),
      learned: false,
      label,
      notes: [],
    };
  }
  const { name, tensors, notes: before } = await opened(network, choice, options);
  const notes = [...before];
  const bound = bindCheckpoint(network, tensors, { source: name, report: (note) => notes.push(note) });
  return { tensors: bound, learned: true, label: `Weights: ${name}.`, notes };
}

interface Opened {
  readonly name: string;
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly notes: readonly WeightNote[];
}

async function opened(
  network: Network,
  choice: Exclude<WeightsChoice, 'seeded'>,
  options: WeightsOptions,
): Promise<Opened> {
  if (choice === 'hub') return downloaded(published(network), options);
  if (choice instanceof URL) return fromBlob(await (await fetch(choice)).blob(), choice.href);
  if (choice instanceof Blob) return fromBlob(choice, choice instanceof File ? choice.name : 'the file');
  return downloaded(choice, options);
}

/** @throws OptionError where the published weights are not on the hub */
function published({ spec }: Network): HubChoice {
  const { hub, url } = findCheckpoint(spec);
  if (hub !== undefined) return { repo: hub, revision: 'main' };
  throw new OptionError('the published weights are not on the hub', {
    within: spec.name,
    hint: `download ${url ?? 'them'} and choose the file`,
  });
}

async function fromBlob(blob: Blob, name: string): Promise<Opened> {
  const { tensors, notes } = await openCheckpoint(blobSource(blob, name));
  return { name, tensors, notes };
}

/** Kept in the browser's storage, so that it is downloaded once. */
async function downloaded({ endpoint, ...repo }: HubChoice, options: WeightsOptions): Promise<Opened> {
  const { downloadHubWeights } = await import('@gossamer/runtime-web');
  const { source, sibling } = await downloadHubWeights(repo, { ...options, endpoint });
  const { tensors, notes } = await openCheckpoint(source, { sibling });
  return { name: repo.repo, tensors, notes };
}
