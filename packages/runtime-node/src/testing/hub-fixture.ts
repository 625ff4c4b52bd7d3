// A hub with a small checkpoint, an empty cache, and options that wait for nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DownloadProgress } from '@gossamer/core/hub';
import { encodeSafetensors, type LazyTensor, memoryTensor, seededTensor } from '@gossamer/core/weights';
import { type HubRepository, startHub, type TestHub } from '@gossamer/testkit/hub';
import type { HubOptions } from '../hub/hub-session.js';

export const TOKEN = 'hf_test';
export const REPO = 'timm/tiny.in1k';
export const FILE = 'model.safetensors';

export interface HubFixture extends AsyncDisposable {
  readonly hub: TestHub;
  readonly cacheFolder: string;
  readonly options: HubOptions;
  readonly progress: readonly DownloadProgress[];
}

/** About 400 kB of float32. */
export async function checkpointBytes(count = 4): Promise<Uint8Array> {
  const tensors = new Map<string, LazyTensor>();
  for (let i = 0; i < count; i++) {
    const name = `blocks.${i}.conv.weight`;
    const { dtype, shape, data } = seededTensor(name, [25_000], 1);
    tensors.set(name, memoryTensor(dtype, shape as number[], data));
  }
  return encodeSafetensors(tensors);
}

export async function hubFixture(more: Readonly<Record<string, HubRepository>> = {}): Promise<HubFixture> {
  const files = { [FILE]: await checkpointBytes(), 'config.json': '{"architecture": "tiny"}\n' };
  const hub = await startHub({ [REPO]: { files, tags: ['v1.0'] }, ...more }, { token: TOKEN });
  const cacheFolder = await mkdtemp(join(tmpdir(), 'gossamer-hub-'));
  const progress: DownloadProgress[] = [];
  return {
    hub,
    cacheFolder,
    progress,
    options: {
      // Nothing of this machine's own settings.
      env: {},
      endpoint: hub.endpoint,
      cacheFolder,
      timeoutMs: 5000,
      retry: { attempts: 4, baseMs: 1 },
      onProgress: (event) => void progress.push(event),
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await rm(cacheFolder, { recursive: true, force: true });
    },
  };
}
