// Cross stage partial connection (CSP): part of the channels goes around a block and is fused with its result.

import { OptionError, type Scope, type Value } from '@gossamer/core';
import { concat, split } from '@gossamer/core/ops';
import { channels } from '../layers/channels.js';
import type { Layer } from '../layers/layer.js';

export interface CrossStagePartialOptions {
  /** Channels that go around the block. */
  bypass: number;
  /** Which channels those are: the first or the last ones. Default `first`. */
  bypassed?: 'first' | 'last' | undefined;
  /** Any block: residual, ResNeXt, dense, dark, a sequence of them. */
  block: Layer;
  /** Behind the block, in front of the concat ("fusion last"). Default none. */
  transition?: Layer | undefined;
  /** Behind the concat of bypass and result ("fusion first"); with both, the paper's partial transition layer. Default none. */
  fuse?: Layer | undefined;
}

/**
 * fuse(concat[bypass, transition(block(rest))]): [N,C,H,W] -> [N,C',H',W']. arXiv:1911.11929, figures 2 and 3.
 * The layers name their own scopes under `s`.
 * @throws OptionError where the bypass leaves the block nothing, or has nothing itself
 */
export function crossStagePartial(s: Scope, x: Value, o: CrossStagePartialOptions): Value {
  const width = channels(x);
  const { bypass, bypassed = 'first', block, transition, fuse } = o;
  if (!Number.isInteger(bypass) || bypass < 1 || bypass >= width) {
    throw new OptionError(`${bypass} of ${width} channels cannot go around the block`, {
      path: s.path,
      within: s.graph.name,
      hint: `the bypass takes 1 to ${width - 1} channels: change the partial ratio`,
    });
  }
  const parts = split(s, x, bypassed === 'first' ? [bypass, width - bypass] : [width - bypass, bypass]) as [
    Value,
    Value,
  ];
  const [around, into] = bypassed === 'first' ? parts : [parts[1], parts[0]];
  let y = block(s, into);
  if (transition) y = transition(s, y);
  const joined = concat(s, [around, y]);
  return fuse ? fuse(s, joined) : joined;
}
