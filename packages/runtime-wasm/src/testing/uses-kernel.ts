// Whether a network is compiled to a kernel, so that tests can tell that they reach it.

import type { Model } from '@gossamer/core';
import { lower } from '../compile/compile.js';
import { Share } from '../compile/step.js';

/** @param name the first word of the kernel's key */
export function usesKernel(model: Model, name: string): boolean {
  const { steps } = lower(model, { threads: 1 });
  return steps.some((step) =>
    step.calls(new Share(0, 1)).some(({ kernel }) => kernel.key.split(' ')[0] === name),
  );
}
