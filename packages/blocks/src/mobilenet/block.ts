// What the MobileNets' blocks have in common, so that rows of a stage table can hold any of them.

import type { Scope, Value } from '@gossamer/core';
import type { LayerChoices } from '../layers/layer.js';

/** Options every block of a stage table understands. */
export interface BlockOptions extends LayerChoices {
  /** Output channels. */
  out: number;
  /** Default 1. */
  stride?: number | undefined;
  /** Dilation of the spatial convolutions, where a stride was traded for it. Default 1. */
  dilation?: number | undefined;
}

/** A block: `fn(scope, x, options) => Value`. */
export type Block<O extends BlockOptions> = (s: Scope, x: Value, options: O) => Value;
