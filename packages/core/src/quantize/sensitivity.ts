// What each layer loses when it alone computes on integers.

import type { Node } from '../ir/node.js';
import type { Tensor } from '../ir/tensor-data.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import { type Comparison, compareOutputs, outputsOf } from './compare.js';
import type { OpenModel } from './open-model.js';
import { type Calibration, type QuantizeOptions, quantizeInt8 } from './quantize-int8.js';
import { ruleOf } from './rules.js';

/** One layer with weights, quantized alone. */
export interface LayerSensitivity {
  readonly node: Node;
  /** Scope path of the layer. */
  readonly path: string;
  readonly op: string;
  readonly comparison: Comparison;
}

export interface SensitivityOptions extends QuantizeOptions {
  readonly open: OpenModel;
  readonly probes: readonly Tensor[];
  /** Outputs of the float network for the probes, where they are known. */
  readonly expected?: readonly (readonly Tensor[])[] | undefined;
  readonly signal?: AbortSignalLike | undefined;
}

/** All layers with weights, the most harmful first (least signal to noise in the outputs). */
export async function layerSensitivity(
  calibration: Calibration,
  options: SensitivityOptions,
): Promise<readonly LayerSensitivity[]> {
  const { model } = calibration;
  const { probes, keepFloat } = options;
  const expected = options.expected ?? (await outputsOf(model, probes, options));
  const layers: LayerSensitivity[] = [];
  for (const node of model.graph.nodes) {
    if (ruleOf(node) !== 'weighted' || keepFloat?.(node)) continue;
    const alone = (other: Node): boolean => other !== node && ruleOf(other) !== 'saturate';
    const quantized = quantizeInt8(calibration, { ...options, keepFloat: alone });
    const comparison = compareOutputs(expected, await outputsOf(quantized, probes, options));
    layers.push({ node, path: node.path, op: node.op.name, comparison });
  }
  return layers.sort((a, b) => a.comparison.sqnr - b.comparison.sqnr);
}
