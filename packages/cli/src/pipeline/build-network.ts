// Words -> network: the registered model, built with the options given.

import { createModel, type Network } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import type { NetworkWords } from '../words/model-words.js';
import { parseSetOptions } from '../words/set-options.js';

/**
 * Builds the network; no weights are touched.
 * @throws UnknownModelError; OptionError for options it cannot be built with; ShapeError for a size it cannot have
 */
export async function buildNetwork({ model, build, set }: NetworkWords): Promise<Network> {
  const spec = await findModel(model);
  const own = parseSetOptions(spec.family.options, set, spec.name);
  return createModel(spec, { ...own, ...build });
}
