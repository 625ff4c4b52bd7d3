// What the bytes of a compiled network depend on, from words.

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CompiledFacts } from '@gossamer/core/compile';
import type { Network } from '@gossamer/models';
import { layoutBlock } from '@gossamer/runtime-node';
import { version } from '../version.js';
import type { ModelWords } from '../words/model-words.js';
import type { ConvertOptions } from './convert-precision.js';
import { identityOf } from './file-identity.js';
import { listPictures } from './list-pictures.js';
import type { LoadedWeights } from './load-weights.js';

/** @throws IoError where there are no pictures to calibrate with */
export async function compiledFacts(
  words: ModelWords,
  network: Network,
  weights: Pick<LoadedWeights, 'identity'>,
  { preprocessing }: ConvertOptions,
): Promise<CompiledFacts> {
  const { target, adapt, precision, force, floatLayers, calibration } = words;
  return {
    graph: network.graph,
    weights: await weights.identity(),
    options: {
      target,
      adapt,
      precision,
      block: layoutBlock(),
      // What was converted was compared with pictures, too.
      ...(precision === 'fp32'
        ? {}
        : {
            force,
            floatLayers,
            pictures: await picturesOf(calibration),
            preparation: preprocessing?.(network),
          }),
    },
    version: `${version()} ${builtAt()}`,
  };
}

async function picturesOf(calibration = 'seeded'): Promise<string> {
  return calibration === 'seeded' ? calibration : identityOf(await listPictures([calibration]));
}

/** When this program was built: a checkout's passes change without a new version. */
function builtAt(): number {
  return statSync(fileURLToPath(import.meta.url)).mtimeMs;
}
