// GhostNetV2's bottleneck: the expansion under DFC attention.

import type { Scope, Value } from '@gossamer/core';
import { type GhostBottleneckOptions, ghostBottleneck, ghostParts } from './ghost-bottleneck.js';
import { ghostModuleV2 } from './ghost-module-v2.js';

/** `ghostBottleneck` with `ghostModuleV2` as its first module. arXiv:2211.12905. */
export function ghostBottleneckV2(s: Scope, x: Value, o: GhostBottleneckOptions): Value {
  return ghostBottleneck(s, x, { parts: { ...ghostParts, expand: ghostModuleV2 }, ...o });
}
