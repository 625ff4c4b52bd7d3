// The same convolution several times side by side, added up: GhostNetV3's training form.

import type { Scope, Value } from '@gossamer/core';
import { add } from '@gossamer/core/ops';
import { identity } from '../layers/activations.js';
import { type ConvNormActOptions, convNormAct } from '../layers/conv-norm-act.js';

export interface ParallelConvsOptions extends Omit<ConvNormActOptions, 'names' | 'act'> {
  /** How many. Default 3, as published. */
  branches?: number | undefined;
}

/**
 * first + norm(conv(x)) + norm(conv(x)) + ...: [N,C,H,W] -> [N,out,H',W']. arXiv:2404.11202, on re-parameterisation.
 * Keys `0.{conv,bn1}`, `1.{conv,bn1}`, ... The pass `mergeParallelConvolutions` makes one convolution of it.
 */
export function parallelConvs(s: Scope, x: Value, o: ParallelConvsOptions, first?: Value): Value {
  const { branches = 3, ...options } = o;
  const terms = Array.from({ length: branches }, (_, i) => normedConv(s(i), x, options));
  return (first === undefined ? terms : [first, ...terms]).reduce((sum, term) => add(s, sum, term));
}

/** Convolution and norm under timm's names. */
export function normedConv(s: Scope, x: Value, o: Omit<ConvNormActOptions, 'names' | 'act'>): Value {
  return convNormAct(s, x, { ...o, act: identity, names: ['conv', 'bn1'] });
}
