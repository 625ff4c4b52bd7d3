// From a checkpoint to a session, in one call.

import type { LoadProgress } from '@gossamer/core/runtime';
import type { WebRuntime } from '../web-runtime.js';
import type { WebSession } from '../web-session.js';
import {
  type CheckpointOptions,
  type CheckpointProgress,
  type CheckpointRequest,
  type CompiledCheckpoint,
  compileCheckpoint,
} from './compile-checkpoint.js';

export interface LoadCheckpointOptions extends Omit<CheckpointOptions, 'onProgress'> {
  readonly onProgress?:
    | ((progress: CheckpointProgress | (LoadProgress & { readonly total: number })) => void)
    | undefined;
}

export type CheckpointSession = WebSession & { readonly compiled: Omit<CompiledCheckpoint, 'onnx'> };

/**
 * `compileCheckpoint` for the runtime's target, then `runtime.load`.
 *
 * @throws what the two throw
 * @example
 * ```ts
 * const network = createModel(mobilenetv4_conv_small, { batch: 1, size: 224 });
 * const request = {
 *   graph: network.graph,
 *   weights: { repo: 'timm/mobilenetv4_conv_small.e2400_r224_in1k', revision: 'main' },
 *   bind: (tensors, options) => bindCheckpoint(network, tensors, options),
 * };
 * await using session = await loadCheckpoint(webRuntime(), request, { signal, onProgress });
 * ```
 */
export async function loadCheckpoint(
  runtime: WebRuntime,
  request: CheckpointRequest,
  options: LoadCheckpointOptions = {},
): Promise<CheckpointSession> {
  const { signal, onProgress } = options;
  const compile = { target: runtime.target, ...request.compile };
  const { onnx, ...compiled } = await compileCheckpoint({ ...request, compile }, options);
  const session = await runtime.load(onnx, {
    signal,
    name: request.graph.name,
    onProgress: (progress) => onProgress?.({ ...progress, total: onnx.length }),
  });
  return Object.assign(session, { compiled });
}
