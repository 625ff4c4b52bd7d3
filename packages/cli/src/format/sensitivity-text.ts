// What each layer loses on integers, for people.

import type { PassReport } from '@gossamer/core/passes';
import type { LayerLoss } from '../pipeline/convert-precision.js';
import { formatTable } from './table.js';

/** A line for each layer, the most harmful first; nothing where it was not measured. */
export function sensitivityText(
  reports: readonly (PassReport & { layers?: readonly LayerLoss[] })[],
): string[] {
  return reports.flatMap(({ layers }) =>
    layers === undefined
      ? []
      : formatTable(
          [
            { title: 'layer alone on integers' },
            { title: 'op' },
            { title: 'dB', align: 'right' },
            { title: 'cosine', align: 'right' },
          ],
          layers.map(({ path, op, sqnr, cosine }) => [path, op, sqnr.toFixed(1), cosine.toFixed(5)]),
        ),
  );
}
