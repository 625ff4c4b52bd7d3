// Lowering: the graph a target wants, on this machine where it is for its CPU.

import type { Model } from '@gossamer/core';
import { type Compiled, compile, type Target } from '@gossamer/core/compile';
import type { AbortSource } from '@gossamer/core/runtime';
import { autotune, layoutBlock } from '@gossamer/runtime-node';

/** The model as it is written for a target, and what the passes did. No weight is read. */
export function lower(model: Model, target: Target): Compiled {
  return compile(model, { target, block: layoutBlock() });
}

/**
 * The model before it is converted to int8 or, for a CPU, to fp16: fewer copies and products where a CPU is asked for, and
 * nothing that only float32 in its blocked layout wants.
 */
export function lowerPlain(model: Model, target: Target): Compiled {
  return compile(model, target === 'cpu' ? { target, block: 1 } : { target: 'portable' });
}

/** The model in the form that was measured to be the fastest on this machine's CPU; weights are read to measure. */
export async function tune(model: Model, signal: AbortSource | undefined): Promise<Compiled> {
  const tuned = await autotune(model, { signal });
  const times = tuned.measurements.map(
    ({ lowering, ms, ratio }) => `${lowering} ${ms.toFixed(2)} ms (${ratio.toFixed(3)})`,
  );
  const notes = [`${tuned.lowering}${tuned.fromCache ? ', measured before' : ''}: ${times.join(', ')}`];
  return { model: tuned.model, reports: [{ pass: 'autotune', changed: 0, notes }, ...tuned.reports] };
}
