// GhostNetV3's bottleneck: every convolution of the main path as parallel branches.

import type { Scope, Value } from '@gossamer/core';
import { type DepthwiseOptions, type GhostBottleneckOptions, ghostBottleneck } from './ghost-bottleneck.js';
import { attendedGhostModuleV3, ghostModuleV3 } from './ghost-module-v3.js';
import { normedConv, parallelConvs } from './parallel-convs.js';

export interface GhostBottleneckV3Options extends GhostBottleneckOptions {
  /** DFC attention on the expansion. Default true; the network's first two blocks have none. */
  attention?: boolean | undefined;
}

/**
 * `ghostBottleneck` in the form GhostNetV3 is trained in. arXiv:2404.11202, on re-parameterisation.
 * Keys `dw_rpr_conv.N.{conv,bn1}`, `dw_rpr_scale.{conv,bn1}` in place of `conv_dw`, `bn_dw`, as timm's GhostBottleneckV3.
 */
export function ghostBottleneckV3(s: Scope, x: Value, o: GhostBottleneckV3Options): Value {
  const expand = (o.attention ?? true) ? attendedGhostModuleV3 : ghostModuleV3;
  return ghostBottleneck(s, x, {
    parts: { expand, depthwise: parallelDepthwise, project: ghostModuleV3 },
    ...o,
  });
}

/** A 1x1 convolution and three kxk ones, each with its norm, added up. */
function parallelDepthwise(s: Scope, x: Value, o: DepthwiseOptions): Value {
  const scaled = normedConv(s('dw_rpr_scale'), x, { ...o, kernel: 1, padding: 0 });
  return parallelConvs(s('dw_rpr_conv'), x, o, scaled);
}
