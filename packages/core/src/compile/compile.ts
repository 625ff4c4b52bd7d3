// Compiles a model for a target: one network, a different and equal graph for each place it runs.

import { OptionError } from '../errors.js';
import type { Model } from '../ir/model.js';
import { bindSizes } from '../passes/bind-sizes.js';
import { type Pass, type PassReport, runPasses } from '../passes/pass.js';
import { selectOutputs } from '../passes/select-outputs.js';
import { type LoweringOptions, passesFor, type Target, targets } from './targets.js';

export interface CompileOptions extends LoweringOptions {
  /** Default `portable`. */
  readonly target?: Target | undefined;
  /** Numbers for open sizes: `{ N: 1, H: 224, W: 224 }`. Many rewrites need heights and widths. */
  readonly sizes?: Readonly<Record<string, number>> | undefined;
  /** Names of the outputs to keep, in this order; all where left out. */
  readonly outputs?: readonly string[] | undefined;
  /** Passes of one's own before the target's, such as `foldConstants` for files of exporters. */
  readonly before?: readonly Pass[] | undefined;
}

export interface Compiled {
  readonly model: Model;
  /** What each pass did, in order. */
  readonly reports: readonly PassReport[];
}

/**
 * The model rewritten for a target, equal to the given one up to the rounding of float32. Synchronous; no weight is read: new
 * weights are recipes on the old ones. The same model and options give the same graph, and the same bytes once encoded.
 *
 * @throws OptionError for an unknown target or pass, or a block that is none; PassError for unknown sizes or outputs
 *
 * @example
 * ```ts
 * const { model, reports } = compile({ graph, weights }, { target: 'cpu', block: 16 });
 * const bytes = await encodeOnnx(model);
 * ```
 */
export function compile(model: Model, options: CompileOptions = {}): Compiled {
  const { target = 'portable', block, without = [], sizes = {}, outputs, before = [] } = options;
  if (!targets.includes(target)) {
    throw new OptionError(`there is no target "${target}"`, { hint: `targets: ${targets.join(', ')}` });
  }
  if (block !== undefined && ![1, 4, 8, 16].includes(block)) {
    throw new OptionError(`block should be 1, 4, 8 or 16 channels, found ${block}`, {
      hint: '16 with AVX-512, 8 with AVX2, 1 where onnxruntime has no blocked layout',
    });
  }
  const known = passesFor(target, { block }).map(({ name }) => name);
  const unknown = without.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(`there is no pass "${unknown}" to leave out of ${target}`, {
      hint: `its passes: ${known.join(', ')}`,
    });
  }
  return runPasses(model, [
    ...(Object.keys(sizes).length > 0 ? [bindSizes(sizes)] : []),
    ...(outputs === undefined ? [] : [selectOutputs(outputs)]),
    ...before,
    ...passesFor(target, { block, without }),
  ]);
}
