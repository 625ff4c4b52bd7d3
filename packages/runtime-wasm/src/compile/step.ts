// Step: one layer of the lowered network, a list of kernel calls for each thread.

import type { Kernel } from '../kernels/kernel.js';
import type { Argument, Buffer } from './buffer.js';

export interface Call {
  readonly kernel: Kernel;
  readonly args: Readonly<Record<string, Argument>>;
}

export interface Step {
  /** Of the node, for people. */
  readonly path: string;
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
  /** Inputs the output may take the memory of: each element is read before it is written, by the same thread. */
  readonly inPlace?: readonly Buffer[];
  /** What one thread does; all threads finish a step before any starts the next. */
  calls(share: Share): readonly Call[];
}

/** One thread's part of the work. */
export class Share {
  constructor(
    readonly index: number,
    readonly count: number,
  ) {}

  /** Its part of `total` things, in whole units. */
  range(total: number, unit = 1): readonly [from: number, to: number] {
    const units = Math.ceil(total / unit);
    const cut = (index: number): number => Math.min(total, Math.floor((units * index) / this.count) * unit);
    return [cut(this.index), cut(this.index + 1)];
  }
}

/** A call with its arguments checked against the kernel's fields. */
export function call<F extends string>(
  kernel: Kernel<F>,
  args: Readonly<Record<NoInfer<F>, Argument>>,
): Call {
  return { kernel: kernel as unknown as Kernel, args };
}

/** The call for this part of `total`, none where the part is empty. */
export function shared(
  share: Share,
  total: number,
  make: (from: number, count: number) => Call,
  unit = 1,
): readonly Call[] {
  const [from, to] = share.range(total, unit);
  return to > from ? [make(from, to - from)] : [];
}
