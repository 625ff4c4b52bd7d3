// The two ways to use all cores, of one network: a session on each of them, or one session on all.

import { compile } from '@gossamer/core/compile';
import { imagenetPreprocess, type PreprocessConfig } from '@gossamer/core/image';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { Feeds, Session } from '@gossamer/core/runtime';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { createPool, layoutBlock, nodeRuntime, type Pool } from '@gossamer/runtime-node';

export interface Layouts extends AsyncDisposable {
  /** A session on each core. */
  readonly sessions: Pool;
  /** One session with a thread on each core. */
  readonly threads: Session;
  readonly feeds: Feeds;
  readonly preprocess: PreprocessConfig;
}

export async function openLayouts(name: string, cores: number): Promise<Layouts> {
  const spec = await findModel(name);
  const { channels, height, width } = spec.input;
  const { graph } = createModel(spec, { batch: 1, size: [height, width] });
  const weights = seededWeights(graph.params, 1);
  const onnx = await encodeOnnx(compile({ graph, weights }, { target: 'cpu', block: layoutBlock() }).model);
  const sessions = await createPool(onnx, { device: 'cpu', workers: cores, threads: 1 });
  const threads = await nodeRuntime({ device: 'cpu', threads: cores }).load(onnx);
  return {
    sessions,
    threads,
    feeds: { pixel_values: seededInput('pixel_values', [1, channels, height, width]) },
    preprocess: { ...imagenetPreprocess, inputSize: [height, width] },
    async [Symbol.asyncDispose]() {
      await sessions.dispose();
      await threads.dispose();
    },
  };
}
