// Lowering: the graph a target wants, on this machine where it is for its CPU.

import type { Model } from '@gossamer/core';
import { type Compiled, compile, type Target } from '@gossamer/core/compile';
import { layoutBlock } from '@gossamer/runtime-node';

/** The model as it is written for a target, and what the passes did. No weight is read. */
export function lower(model: Model, target: Target): Compiled {
  return compile(model, { target, block: layoutBlock() });
}
