// Epilogue: what happens to a convolution's sums before they are stored.

import { type Code, type Local, type Operand, seq } from '../emit/code.js';
import { vAdd, vLoad } from '../emit/simd.js';
import type { Activation } from './activation.js';
import type { KernelContext } from './kernel.js';

/** after(before(sum) + residual); what is left out does nothing. */
export interface Epilogue {
  readonly before?: Activation | undefined;
  readonly residual?: boolean;
  readonly after?: Activation | undefined;
}

export function epilogueKey({ before, residual, after }: Epilogue): string {
  return `${before?.key ?? ''}${residual ? '+' : ''}${after?.key ?? ''}`;
}

/** Statements that finish `sum`; the residual is at `residual + offset`. */
export function finish(
  c: KernelContext,
  epilogue: Epilogue,
  sum: Local,
  residual: Operand,
  offset: number,
): Code {
  return seq(
    epilogue.before?.apply(c, sum) ?? [],
    epilogue.residual ? sum.set(vAdd(sum, vLoad(residual, offset))) : [],
    epilogue.after?.apply(c, sum) ?? [],
  );
}
