// The interpreter's table: one kernel for every op; the compiler lists the missing rows.

import type { AttrsOf, OpName } from '../../ops/registry.js';
import type { Kernel } from '../kernel.js';
import { convKernel } from './conv.js';
import { elementwise } from './elementwise.js';

/** By op name. */
export const kernels: { readonly [N in OpName]: Kernel<AttrsOf<N>> } = {
  Add: /* @__PURE__ */ elementwise((a, b) => a + b),
  Conv: convKernel,
};
