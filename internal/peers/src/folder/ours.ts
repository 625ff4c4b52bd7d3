// Gossamer over a folder: a pool with a worker for each core.

import { classify, createPool, isFailure } from '@gossamer/runtime-node';
import type { Contestant, Subject } from './subject.js';

export async function ours({ file, preprocess }: Subject): Promise<Contestant> {
  const pool = await createPool(file, { device: 'cpu' });
  return async (paths) => {
    for await (const result of classify(pool, paths, { preprocess, top: 5 })) {
      if (isFailure(result)) throw result.error;
    }
  };
}
