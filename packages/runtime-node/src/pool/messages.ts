// What goes between a pool and its workers.

import type { OrtMetadata, OrtTensor } from '@gossamer/core/runtime';
import type { InferenceSession } from 'onnxruntime-node';
import type { PictureJob, PictureJobResult } from '../folder/picture-job.js';

export interface WorkerStart {
  readonly modulePath: string;
  /** An ONNX file by path, or in memory, which threads share. */
  readonly model: string | Uint8Array;
  readonly options: InferenceSession.SessionOptions;
}

export type NamedTensors = readonly (readonly [name: string, tensor: OrtTensor])[];

interface RunMessage {
  readonly feeds: NamedTensors;
  readonly outputs: readonly string[];
}

/** Pictures to decode, prepare and run in the worker. */
interface PicturesMessage {
  /** URL of the module that knows how. */
  readonly module: string;
  readonly job: PictureJob;
}

export type WorkerTask = RunMessage | PicturesMessage;

export type ResultOf<Task extends WorkerTask> = Task extends PicturesMessage
  ? PictureJobResult<NamedTensors>
  : NamedTensors;

/** `refused`: the session could not be created. `id` is that of the message it answers. */
export type WorkerReply = { readonly id: number } & (
  | {
      readonly kind: 'ready';
      readonly inputs: readonly OrtMetadata[];
      readonly outputs: readonly OrtMetadata[];
    }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: string }
);
