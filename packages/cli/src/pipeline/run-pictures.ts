// Pictures through a network, a batch at a time; what fails is reported and passed over.

import type { Tensor } from '@gossamer/core';
import type { Preprocessor } from '@gossamer/core/image';
import type { Session } from '@gossamer/core/runtime';
import {
  isFailure,
  type PictureFailure,
  type PictureItem,
  runPictures as runOnSession,
} from '@gossamer/runtime-node';

export { isFailure, type PictureFailure };

/** The network's answer to one picture. */
export interface PictureAnswer {
  readonly image: string;
  /** Its row of the output that answers. */
  readonly row: Float32Array;
  /** Its row [1, ...] of each output that was asked for. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Preparation and run; a batch's time is shared out. */
  readonly ms: number;
}

export interface RunPicturesOptions {
  readonly session: Session;
  readonly prepare: Preprocessor;
  readonly batch: number;
  /** What is wanted of the network, the answer first. */
  readonly outputs: readonly { readonly name: string }[];
  readonly signal: AbortSignal;
}

/** Answers in the order of the pictures; decoding and runs overlap. @throws AbortError; errors of the network */
export async function* runPictures(
  items: AsyncIterable<PictureItem>,
  { session, prepare, batch, outputs, signal }: RunPicturesOptions,
): AsyncGenerator<PictureAnswer | PictureFailure> {
  const names = outputs.map(({ name }) => name);
  const [first] = names as [string];
  const options = { preprocess: prepare.config, batch, outputs: names, signal };
  for await (const result of runOnSession(session, items, options)) {
    if (isFailure(result)) yield result;
    else yield { ...result, row: result.outputs[first]?.data as Float32Array };
  }
}
