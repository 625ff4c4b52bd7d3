// transformers.js's image-classification pipeline on the same folder, as its documentation writes it.

import { pathToFileURL } from 'node:url';
import { rivalModule } from '../rivals/install-rivals.js';
import type { Contestant, Subject } from './subject.js';

interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(
    task: 'image-classification',
    model: string,
    options: { dtype: string; device: string },
  ): Promise<(path: string, options: { top_k: number }) => Promise<unknown>>;
}

export async function transformersPipeline({ models, name }: Subject): Promise<Contestant> {
  const url = pathToFileURL(rivalModule('@huggingface/transformers')).href;
  const { env, pipeline } = (await import(url)) as Transformers;
  env.allowRemoteModels = false;
  env.localModelPath = models;
  const classify = await pipeline('image-classification', name, { dtype: 'fp32', device: 'cpu' });
  return async (paths) => {
    for (const path of paths) await classify(path, { top_k: 5 });
  };
}
