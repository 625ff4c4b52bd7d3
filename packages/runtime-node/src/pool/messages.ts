// What goes between a pool and its workers.

import type { OrtMetadata, OrtTensor } from '@gossamer/core/runtime';
import type { InferenceSession } from 'onnxruntime-node';

export interface WorkerStart {
  readonly modulePath: string;
  /** An ONNX file by path, or in memory, which threads share. */
  readonly model: string | Uint8Array;
  readonly options: InferenceSession.SessionOptions;
}

export type NamedTensors = readonly (readonly [name: string, tensor: OrtTensor])[];

export interface RunMessage {
  readonly feeds: NamedTensors;
  readonly outputs: readonly string[];
}

/** `refused`: the session could not be created. */
export type WorkerReply =
  | {
      readonly kind: 'ready';
      readonly inputs: readonly OrtMetadata[];
      readonly outputs: readonly OrtMetadata[];
    }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'result'; readonly outputs: NamedTensors }
  | { readonly kind: 'failed'; readonly error: string };
