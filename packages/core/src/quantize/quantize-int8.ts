// Static int8 for the CPU: spell, equalise, calibrate, write, in one call.

import type { Model } from '../ir/model.js';
import type { Node } from '../ir/node.js';
import type { Tensor } from '../ir/tensor-data.js';
import type { Value } from '../ir/value.js';
import { type PassReport, runPasses } from '../passes/pass.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import { chooseRange, type RangeOptions } from './choose-range.js';
import { equalizablePairs, equalize, rangesOf } from './equalize.js';
import { idleClips } from './idle-clips.js';
import { insertQdq } from './insert-qdq.js';
import { type Observation, observe } from './observe.js';
import type { OpenModel } from './open-model.js';
import { planQuantization, type QuantPlan } from './plan.js';
import { type QuantParams, uint8Params } from './quant-params.js';
import type { WeightLimit } from './quantized-weight.js';
import { spellHardSwish } from './spell-hard-swish.js';
import { spellResize } from './spell-resize.js';

export interface CalibrateOptions {
  readonly open: OpenModel;
  /** Inputs like those the network will see, prepared as for the network; 64 pictures are plenty. */
  readonly samples: readonly Tensor[];
  /**
   * Cross-layer equalisation before calibrating; exact in float. Clips (ReLU6) that no sample reaches count as
   * ReLU for it. Default true.
   */
  readonly equalize?: boolean;
  readonly signal?: AbortSignalLike | undefined;
}

/** A float model made ready, and what its tensors held. */
export interface Calibration {
  /** Spelt and equalised, still float. */
  readonly model: Model;
  readonly observed: ReadonlyMap<Value, Observation>;
  readonly reports: readonly PassReport[];
}

export interface QuantizeOptions {
  readonly range?: RangeOptions;
  /** Biases make up for the mean error of rounded weights. Default true. */
  readonly correctBias?: boolean;
  /** Nodes that stay float. */
  readonly keepFloat?: (node: Node) => boolean;
  /** Default 127; 63 for CPUs with AVX2 but without VNNI, whose kernels add two products in 16 bits. */
  readonly limit?: WeightLimit;
}

/**
 * Runs the float model on the samples. The model should be folded (`foldBatchNorm`) and free of lowerings that
 * only float arithmetic wants.
 * @throws PassError where the model is not for one input, or not finite on the samples
 */
export async function calibrate(model: Model, options: CalibrateOptions): Promise<Calibration> {
  const spelt = runPasses(model, [spellHardSwish, spellResize]);
  const equalized =
    options.equalize === false
      ? { model: spelt.model, reports: [] }
      : await equalizeModel(spelt.model, options);
  const plan = planQuantization(equalized.model.graph);
  const observed = await observe(equalized.model, observedValues(plan), options);
  return { model: equalized.model, observed, reports: [...spelt.reports, ...equalized.reports] };
}

/** The calibrated model as uint8 activations and int8 weights. Synchronous: weights are recipes. */
export function quantizeInt8({ model, observed }: Calibration, options: QuantizeOptions = {}): Model {
  const { keepFloat, limit = 127, correctBias = true, range } = options;
  const plan = planQuantization(model.graph, keepFloat === undefined ? {} : { keepFloat });
  const seen = (value: Value): Observation => observed.get(plan.stored.get(value) ?? value) as Observation;
  const known = new Map<Value, QuantParams>();
  const params = (value: Value): QuantParams => {
    const found = known.get(value) ?? uint8Params(chooseRange(seen(value).histogram, range));
    known.set(value, found);
    return found;
  };
  const means = correctBias ? { means: (value: Value) => observed.get(value)?.means } : {};
  return insertQdq(model, plan, { params, limit, ...means });
}

/** Everything any plan of this graph may ask for. */
function observedValues(plan: QuantPlan): ReadonlySet<Value> {
  return new Set([...plan.stored.keys(), ...plan.stored.values()]);
}

async function equalizeModel(
  model: Model,
  options: CalibrateOptions,
): Promise<{ model: Model; reports: readonly PassReport[] }> {
  const { graph } = model;
  const working = { graph, weights: new Map(model.weights) };
  const clips = await idleClips(working, options);
  const pairs = equalizablePairs(graph);
  if (pairs.length === 0) return { model, reports: [clips] };
  const observed = await observe(model, new Set(pairs.map((pair) => pair.between)), options);
  const ready = await Promise.all(
    pairs.map(async (pair) => {
      const peaks = observed.get(pair.between)?.peaks;
      const ranges = await rangesOf(model, pair);
      return peaks === undefined || ranges === undefined ? [] : [{ ...pair, peaks, ranges }];
    }),
  );
  return { model: working, reports: [clips, equalize(working, ready.flat())] };
}
