// The lowerings a CPU is offered, as data.

import type { LoweringOptions, Target } from '@gossamer/core/compile';

export interface Lowering extends Pick<LoweringOptions, 'without'> {
  /** For people. */
  readonly name: string;
  readonly target: Target;
}

/** The usual one first: it is kept where nothing is clearly faster. */
export const LOWERINGS: readonly Lowering[] = [
  { name: 'cpu', target: 'cpu' },
  { name: 'cpu without filterRows', target: 'cpu', without: ['filterRows'] },
  { name: 'cpu without splitConcats', target: 'cpu', without: ['splitConcats', 'stackDepthwise'] },
  { name: 'cpu without padChannels', target: 'cpu', without: ['padChannels'] },
  { name: 'cpu without expandGates', target: 'cpu', without: ['expandGates'] },
  { name: 'portable', target: 'portable' },
];
