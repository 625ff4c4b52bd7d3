// RegNetX: designing network design spaces, arXiv:2003.13678, with timm's keys.

import { batchNorm, convNormAct, regnetBottleneck } from '@gossamer/blocks';
import { anyPool, classifier, pooledVector } from '../shared/classifier.js';
import { stridePlanner } from '../shared/output-stride.js';
import { regnetDesignOptions } from '../shared/regnet-designs.js';
import type { Family, FeatureTap } from '../shared/spec.js';

export const regnetOptions = regnetDesignOptions;

/** The last norm of a block starts at zero, the block as its shortcut. */
const lastNorm = /* @__PURE__ */ batchNorm({ initialScale: 0 });

export const regnet: Family<typeof regnetOptions> = {
  name: 'regnet',
  source: 'arXiv:2003.13678; keys of timm',
  options: regnetOptions,
  outputStrides: [8, 16, 32],
  globalPools: anyPool,
  backbone(s, x, o) {
    const stem = convNormAct(s('stem'), x, { out: 32, kernel: 3, stride: 2 });
    const features: FeatureTap[] = [{ name: 'stem', value: stem }];
    const place = stridePlanner(o.outputStride, 2);
    let y = stem;
    o.depths.forEach((depth, i) => {
      const name = `s${i + 1}`;
      const block = { out: o.widths[i] as number, groupWidth: o.groupWidth, lastNorm };
      for (let b = 0; b < depth; b++) {
        const isFirst = b === 0;
        // The first block keeps its shortcut convolution where its stride was traded for dilation.
        const options = { ...block, ...place(isFirst ? 2 : 1), downsample: isFirst };
        y = regnetBottleneck(s(name)(`b${b + 1}`), y, options);
      }
      features.push({ name, value: y });
    });
    return { features, last: y };
  },
  head(s, last, o) {
    return classifier(s('head'), 'fc', pooledVector(s, last, o.globalPool), o.numClasses, {
      kind: 'normal',
      std: 0.01,
    });
  },
};
