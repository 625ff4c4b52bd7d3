// Weights for a network in the page: made up, or the reader's, with a sentence that says which.

import type { CheckpointTensor, LazyTensor, WeightNote } from '@gossamer/core/weights';
import { blobSource, openCheckpoint, seededWeights } from '@gossamer/core/weights';
import { bindCheckpoint, type CheckpointEntry, findCheckpoint, type Network } from '@gossamer/models';

/** `seeded`: made up. `hub`: the published checkpoint, downloaded. Or a file, or the address of one. */
export type WeightsChoice = 'seeded' | 'hub' | Blob | URL;

export interface NetworkWeights {
  readonly tensors: ReadonlyMap<string, LazyTensor>;
  /** False where answers mean nothing. */
  readonly learned: boolean;
  /** What to tell the reader, a sentence. */
  readonly label: string;
  readonly notes: readonly WeightNote[];
}

/** Keeps what flows through dozens of layers neither vanishing nor growing. */
const GAIN = 1.5;

/**
 * @throws WeightMismatchError where the checkpoint is not this network's; FormatError; IoError where it cannot be had
 */
export async function networkWeights(network: Network, choice: WeightsChoice): Promise<NetworkWeights> {
  if (choice === 'seeded') {
    const label = 'Made-up weights: the network runs as it would, what it answers means nothing.';
    return { tensors: seededWeights(network.graph.params, GAIN), learned: false, label, notes: [] };
  }
  const { name, tensors, notes: before } = await opened(network, choice);
  const notes = [...before];
  const bound = bindCheckpoint(network, tensors, { source: name, report: (note) => notes.push(note) });
  return { tensors: bound, learned: true, label: `Weights: ${name}.`, notes };
}

interface Opened {
  readonly name: string;
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly notes: readonly WeightNote[];
}

async function opened(network: Network, choice: Exclude<WeightsChoice, 'seeded'>): Promise<Opened> {
  if (choice === 'hub') return downloaded(findCheckpoint(network.spec));
  const blob = choice instanceof URL ? await (await fetch(choice)).blob() : choice;
  const name = choice instanceof URL ? choice.href : blob instanceof File ? blob.name : 'the file';
  const { tensors, notes } = await openCheckpoint(blobSource(blob, name));
  return { name, tensors, notes };
}

/** Kept in the browser's storage, so that it is downloaded once. */
async function downloaded(entry: CheckpointEntry): Promise<Opened> {
  const { downloadHubWeights } = await import('@gossamer/runtime-web');
  const repo = entry.hub ?? '';
  const { source, sibling } = await downloadHubWeights({ repo, revision: 'main' });
  const { tensors, notes } = await openCheckpoint(source, { sibling });
  return { name: repo, tensors, notes };
}
