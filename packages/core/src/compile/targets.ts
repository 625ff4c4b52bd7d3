// What each target wants, as data: the passes that lower a graph for it, in order.

import { alignWebgpuGroups } from '../passes/align-webgpu-groups.js';
import { auditCapture } from '../passes/audit-capture.js';
import { composeConvolutions } from '../passes/compose-convolutions.js';
import { dropIdentities } from '../passes/drop-identities.js';
import { eliminateDead } from '../passes/eliminate-dead.js';
import { expandGates } from '../passes/expand-gates.js';
import { filterRows } from '../passes/filter-rows.js';
import { foldBatchNorm } from '../passes/fold-batch-norm.js';
import { foldScales } from '../passes/fold-scales.js';
import { foldShapes } from '../passes/fold-shapes.js';
import { fuseResiduals } from '../passes/fuse-residuals.js';
import { gateHardSwish } from '../passes/gate-hard-swish.js';
import { mergeParallelConvolutions } from '../passes/merge-parallel-convolutions.js';
import { padChannels } from '../passes/pad-channels.js';
import type { Pass } from '../passes/pass.js';
import { splitConcats } from '../passes/split-concats.js';
import { splitConvolutions } from '../passes/split-convolutions.js';
import { stackDepthwise } from '../passes/stack-depthwise.js';

/** Where a graph is to run; `portable` runs everywhere. */
export type Target = 'portable' | 'cpu' | 'cuda' | 'webgpu' | 'wasm';

export interface LoweringOptions {
  /**
   * For cpu: channels that onnxruntime's blocked layout keeps together: 16 with AVX-512, 8 with AVX2, 1 where there is no such
   * layout (ARM, WebAssembly). Default 16.
   */
  readonly block?: number | undefined;
  /** Names of passes to leave out, where a measurement found the graph faster without. Default none. */
  readonly without?: readonly string[] | undefined;
}

/** What every target wants: smaller, with the same operators. */
const smaller: readonly Pass[] = [
  foldShapes,
  dropIdentities,
  foldBatchNorm,
  mergeParallelConvolutions,
  foldScales,
  eliminateDead,
];

/** Fewer copies and products on any engine, at the price of a graph that looks less like the network. */
const leaner: readonly Pass[] = [...smaller, /* @__PURE__ */ splitConvolutions(), composeConvolutions];

const LOWERINGS: Readonly<Record<Target, (options: LoweringOptions) => readonly Pass[]>> = {
  portable: () => smaller,
  cpu: ({ block = 16 }) => {
    if (block === 1) return leaner;
    return [
      ...smaller,
      splitConvolutions({ block }),
      stackDepthwise({ block }),
      splitConcats({ block }),
      composeConvolutions,
      padChannels({ block }),
      filterRows({ block }),
      expandGates,
      fuseResiduals,
    ];
  },
  cuda: () => [...leaner, auditCapture],
  webgpu: () => [...leaner, gateHardSwish, alignWebgpuGroups, auditCapture],
  wasm: () => leaner,
};

/** The targets by name. */
export const targets = /* @__PURE__ */ Object.keys(LOWERINGS) as readonly Target[];

/** The passes that lower a graph for a target. */
export function passesFor(target: Target, options: LoweringOptions = {}): readonly Pass[] {
  const { without = [] } = options;
  return LOWERINGS[target](options).filter(({ name }) => !without.includes(name));
}
