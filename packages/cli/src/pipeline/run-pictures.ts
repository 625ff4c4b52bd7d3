// Pictures through a network, a batch at a time; what fails is reported and passed over.

import type { Preprocessor } from '@gossamer/core/image';
import type { Session } from '@gossamer/core/runtime';
import { isFailure, type PictureFailure, runPictures as runOnSession } from '@gossamer/runtime-node';

export { isFailure, type PictureFailure };

/** The network's answer to one picture. */
export interface PictureAnswer {
  readonly image: string;
  /** Its row of the network's first output. */
  readonly row: Float32Array;
  /** From the decoded picture to the answer; a batch's time is shared out. */
  readonly ms: number;
}

export interface RunPicturesOptions {
  readonly session: Session;
  readonly prepare: Preprocessor;
  readonly batch: number;
  readonly signal: AbortSignal;
}

/** Answers in the order of the paths; decoding and runs overlap. @throws AbortError; errors of the network */
export async function* runPictures(
  paths: readonly string[],
  { session, prepare, batch, signal }: RunPicturesOptions,
): AsyncGenerator<PictureAnswer | PictureFailure> {
  const items = paths.map((path) => ({ name: path, read: async () => path }));
  const output = session.outputs[0]?.name as string;
  const options = { preprocess: prepare.config, batch, signal, outputs: [output] };
  for await (const result of runOnSession(session, items, options)) {
    if (isFailure(result)) yield result;
    else yield { image: result.image, row: result.outputs[output]?.data as Float32Array, ms: result.ms };
  }
}
