// Which operators stay float32 in a half precision network.

import type { Node } from '../ir/node.js';

/**
 * Sums over many elements lose their small terms in 11 bits, exponentials and variances leave its range. Cast says
 * its own type. Everything else computes in float16.
 */
const FLOAT32: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'BatchNormalization',
  'Cast',
  'Erf',
  'Exp',
  'GlobalAveragePool',
  'Log',
  'LogSoftmax',
  'Pow',
  'ReduceMean',
  'ReduceSum',
  'Softmax',
  'Sqrt',
]);

export function staysFloat32(node: Node): boolean {
  return FLOAT32.has(node.op.name);
}

/** Largest finite float16. */
export const LARGEST_HALF = 65504;
