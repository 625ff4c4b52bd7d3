// Partial dense block and partial transition layer: DenseNet as a cross stage partial network.

import type { Scope, Value } from '@gossamer/core';
import { channels } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { Layer } from '../layers/layer.js';
import { crossStagePartial } from './cross-stage-partial.js';
import { type DenseBlockOptions, denseBlock } from './dense-block.js';

/** Where the transition stands: behind the concat, in front of it, or both (the paper's CSP). */
export type Fusion = 'first' | 'last' | 'both';

export interface PartialDenseBlockOptions extends DenseBlockOptions {
  /** Share of the input channels that go around the block, the first ones. Default 0.5. */
  ratio?: number | undefined;
  /** Default `last`, as the write-up's code. */
  fusion?: Fusion | undefined;
}

/**
 * [N,C,H,W] -> [N,C + layers k,H,W]. arXiv:1911.11929, figures 2 (b) and 3. Keys `dense`, then `transition` for the
 * transition in front of the concat and `transition2` for the one behind it.
 */
export function partialDenseBlock(s: Scope, x: Value, o: PartialDenseBlockOptions): Value {
  const { ratio = 0.5, fusion = 'last' } = o;
  return crossStagePartial(s, x, {
    bypass: Math.floor(channels(x) * ratio),
    block: (at, part) => denseBlock(at('dense'), part, o),
    transition: fusion === 'first' ? undefined : transition('transition'),
    fuse: fusion === 'last' ? undefined : transition('transition2'),
  });
}

/** 1x1 convolution, norm, relu at the same width. */
function transition(name: string): Layer {
  return (s, x) => convNormAct(s(name)('seq'), x, { out: channels(x), names: ['0', '1'] });
}
