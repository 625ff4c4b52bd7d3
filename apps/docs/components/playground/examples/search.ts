// A search: the widest GhostNet below a budget of multiply-accumulates.

import { summarize } from '@gossamer/core/analysis';
import { createModel, ghostnet_100 } from '@gossamer/models/ghostnet';

const budget = 60e6;

const macsAt = (width: number): number =>
  Number(summarize(createModel(ghostnet_100, { width, batch: 1, size: 160 }).graph).macs);

let width = 0.3;
while (macsAt(width + 0.05) <= budget) {
  width += 0.05;
  console.log(`width ${width.toFixed(2)}: ${(macsAt(width) / 1e6).toFixed(1)} M MACs`);
}

export default createModel(ghostnet_100, { width, size: 160 });
