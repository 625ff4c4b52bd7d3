// A plain convolution as a row of a stage table.

import type { Scope, Value } from '@gossamer/core';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { BlockOptions } from './block.js';

export interface ConvBlockOptions extends BlockOptions {
  /** Default 1. */
  kernel?: number | undefined;
}

/** Convolution, norm, act. Keys `conv`, `bn1`, as timm's ConvBnAct block. */
export function convBlock(s: Scope, x: Value, o: ConvBlockOptions): Value {
  return convNormAct(s, x, { ...o, names: ['conv', 'bn1'] });
}
