// Epilogue: what happens to a convolution's sums before they are stored.

import { type Code, type Local, type Operand, seq } from '../emit/code.js';
import { vAdd, vLoad, vLoadSplat, vMul, vNearest, vPMax, vPMin } from '../emit/simd.js';
import { type Activation, activated } from './activation.js';
import type { KernelContext } from './kernel.js';

/** after(before(sum) + residual); what is left out does nothing. */
export interface Epilogue {
  readonly before?: Activation | undefined;
  readonly residual?: boolean;
  readonly after?: Activation | undefined;
  /**
   * Rounds to the steps of a quantized tensor, which are in memory at the argument `quantum`. Of `scaled` sums the
   * weights have the division by the step in them.
   */
  readonly quantize?: 'plain' | 'scaled' | undefined;
}

export function epilogueKey({ before, residual, after, quantize }: Epilogue): string {
  return `${before?.key ?? ''}${residual ? '+' : ''}${after?.key ?? ''}${quantize === undefined ? '' : `q ${quantize}`}`;
}

/** Statements that finish `sums`, neighbours whose residuals are at `address`. */
export function finish(
  c: KernelContext,
  { before, residual, after }: Epilogue,
  sums: readonly Local[],
  address: Operand,
  quantum: Quantum | undefined,
): Code {
  return seq(
    before ? activated(c, before, sums) : [],
    residual ? seq(...sums.map((sum, i) => sum.set(vAdd(sum, vLoad(address, 16 * i))))) : [],
    after ? activated(c, after, sums) : [],
    ...sums.map((sum) => quantum?.round(sum) ?? []),
  );
}

/** Rounding to steps, whose table is read once for many numbers. */
export interface Quantum {
  readonly load: Code;
  round(x: Local): Code;
}

/** Floats of a table of steps: 1 / step, the least and the most steps, the step of what is read. */
export function quantumOf(c: KernelContext<'quantum'>, kind: Epilogue['quantize']): Quantum | undefined {
  if (kind === undefined) return undefined;
  const [inverse, low, high, step] = c.f.vectors(4) as [Local, Local, Local, Local];
  const at = (local: Local, index: number): Code => local.set(vLoadSplat(c.arg('quantum'), 4 * index));
  const isScaled = kind === 'scaled';
  return {
    load: seq(isScaled ? [] : at(inverse, 0), at(low, 1), at(high, 2), at(step, 3)),
    round: (x) =>
      seq(x.set(vNearest(isScaled ? x : vMul(x, inverse))), x.set(vMul(vPMin(vPMax(x, low), high), step))),
  };
}
