// Weights for minimal filtering: of each 3x3 kernel the right factors of a tile's products.

import type { ConstantTensor } from '../compile/lowering.js';
import { type FilterPair, productsOf } from '../kernels/minimal-filter.js';

const TAPS = 9;

/** Weights [M, C/groups, 3, 3] as those of point convolutions, one for each product: [products * M, C/groups, 1, 1]. */
export function winogradWeights({ shape, read }: ConstantTensor, pair: FilterPair): ConstantTensor {
  const [out = 1, groupIn = 1] = shape;
  const kernels = out * groupIn;
  const factors = kernelFactors(pair);
  return {
    shape: [factors.length * out, groupIn, 1, 1],
    async read() {
      const w = await read();
      const result = new Float32Array(factors.length * kernels);
      factors.forEach((row, product) => {
        for (let kernel = 0; kernel < kernels; kernel++) {
          let sum = 0;
          for (let tap = 0; tap < TAPS; tap++)
            sum += (row[tap] as number) * (w[kernel * TAPS + tap] as number);
          result[product * kernels + kernel] = sum;
        }
      });
      return result;
    },
  };
}

/** The bias [M] as that of the products: added to the one that enters every output once. */
export function winogradBias({ shape, read }: ConstantTensor, pair: FilterPair): ConstantTensor {
  const [out = 1] = shape;
  const { rows, cols } = pair;
  return {
    shape: [productsOf(pair) * out],
    async read() {
      const result = new Float32Array(productsOf(pair) * out);
      result.set(await read(), (rows.carrier * cols.G.length + cols.carrier) * out);
      return result;
    },
  };
}

/** G g G^T as a matrix from the nine taps to the products. */
function kernelFactors({ rows, cols }: FilterPair): readonly Float64Array[] {
  return rows.G.flatMap((down) =>
    cols.G.map((across) => Float64Array.from(down.flatMap((a) => across.map((b) => a * b)))),
  );
}
