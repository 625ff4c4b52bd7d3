// The folder `gossamer export --format hf` writes, opened by transformers.js as its users would.

import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { seededInput } from '@gossamer/core/weights';
import { RIVALS_FOLDER, rivalVersion } from '../../rivals/install-rivals.js';
import type { Contestant } from '../sample.js';

const PACKAGE = '@huggingface/transformers';

/** What is used of the package, which the workspace does not install. */
interface Transformers {
  readonly env: { localModelPath: string; allowRemoteModels: boolean };
  readonly Tensor: new (dtype: string, data: Float32Array, shape: readonly number[]) => object;
  readonly AutoModelForImageClassification: {
    from_pretrained(
      name: string,
      options: object,
    ): Promise<(feeds: object) => Promise<{ logits: { data: Float32Array } }>>;
  };
}

export async function openTransformers(folder: string, shape: readonly number[]): Promise<Contestant> {
  const require = createRequire(join(RIVALS_FOLDER, 'package.json'));
  const { env, Tensor, AutoModelForImageClassification } = require(PACKAGE) as Transformers;
  env.localModelPath = dirname(folder);
  env.allowRemoteModels = false;
  const model = await AutoModelForImageClassification.from_pretrained(basename(folder), {
    device: 'cpu',
    dtype: 'fp32',
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  });
  const { data } = seededInput('pixel_values', shape);
  const pixel_values = new Tensor('float32', data as Float32Array, shape);
  return {
    engine: `transformers.js ${rivalVersion(PACKAGE)}, onnxruntime-node ${rivalVersion('onnxruntime-node')}`,
    run: async () => (await model({ pixel_values })).logits.data,
  };
}
