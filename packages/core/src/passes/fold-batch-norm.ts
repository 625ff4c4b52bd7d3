// Folds BatchNormalization into the convolution before it.

import { createNode } from '../ir/create-node.js';
import type { Use } from '../ir/graph.js';
import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { tensorType } from '../ir/tensor-type.js';
import { Parameter, type Value } from '../ir/value.js';
import { BatchNormalization } from '../ops/batchNormalization.js';
import { Conv } from '../ops/conv.js';
import { besides, deriveParameter, normFactors } from './derive-parameter.js';
import type { Pass, WorkingModel } from './pass.js';

/**
 * y = scale (W x + b - mean) / sqrt(var + eps) + bias becomes one convolution with
 * W' = W k and b' = (b - mean) k + bias, k = scale / sqrt(var + eps), computed in float64 and rounded once.
 * Applies where the convolution's output is read by the norm alone.
 */
export const foldBatchNorm: Pass = {
  name: 'foldBatchNorm',
  run(model) {
    const uses = model.graph.uses();
    const outputs = new Set(model.graph.outputs.map((output) => output.value));
    let changed = 0;
    for (const norm of [...model.graph.nodes]) {
      const conv = norm.inputs[0]?.producer;
      if (!isOp(norm, BatchNormalization) || !isOp(conv, Conv) || !isFoldable(norm, conv, uses, outputs))
        continue;
      fold(model, conv, norm);
      changed++;
    }
    const left = model.graph.nodes.filter((node) => isOp(node, BatchNormalization)).length;
    return {
      pass: this.name,
      changed,
      notes: left === 0 ? [] : [`${left} norms do not follow a convolution of their own`],
    };
  },
};

function isFoldable(
  norm: Node,
  conv: Node,
  uses: ReadonlyMap<Value, readonly Use[]>,
  outputs: ReadonlySet<Value>,
): boolean {
  const parameters = [...conv.inputs.slice(1), ...norm.inputs.slice(1)];
  const alone = uses.get(conv.output)?.length === 1 && !outputs.has(conv.output);
  const owned = parameters.every((value) => value instanceof Parameter && uses.get(value)?.length === 1);
  return alone && owned && norm.outputs.length === 1;
}

function fold(model: WorkingModel, conv: Node, norm: Node & { attrs: { epsilon: number } }): void {
  const [x, weight, bias] = conv.inputs as [Value, Parameter, Parameter?];
  const [, scale, shift, mean, variance] = norm.inputs as [Value, Parameter, Parameter, Parameter, Parameter];
  const eps = norm.attrs.epsilon;
  const newWeight = deriveParameter(
    model,
    besides(weight, 'folded_weight'),
    weight.type,
    [weight, scale, variance],
    (w, k, v) => scaleRows(w, normFactors(k, v, eps)),
  );
  const sources = bias === undefined ? [scale, shift, mean, variance] : [scale, shift, mean, variance, bias];
  const newBias = deriveParameter(
    model,
    besides(weight, 'folded_bias'),
    tensorType('float32', [weight.type.shape[0] as number]),
    sources,
    (k, b, m, v, own) => foldedBias(normFactors(k, v, eps), b, m, own),
  );
  const folded = createNode(
    conv.op,
    [x, newWeight, newBias],
    conv.attrs as Readonly<Record<string, unknown>>,
    { path: conv.path },
  );
  folded.output.name = norm.output.name;
  model.graph.insert(folded, norm);
  model.graph.replace(norm.output, folded.output);
  model.graph.erase(norm);
  model.graph.erase(conv);
}

function scaleRows(weight: Float32Array | undefined, k: Float64Array): Float32Array {
  const source = weight ?? new Float32Array(0);
  const row = source.length / k.length;
  const scaled = new Float32Array(source.length);
  for (let m = 0; m < k.length; m++) {
    const factor = k[m] as number;
    for (let i = m * row; i < (m + 1) * row; i++) scaled[i] = (source[i] as number) * factor;
  }
  return scaled;
}

function foldedBias(
  k: Float64Array,
  bias: Float32Array | undefined,
  mean: Float32Array | undefined,
  own: Float32Array | undefined,
): Float32Array {
  return Float32Array.from(
    k,
    (factor, m) => ((own?.[m] ?? 0) - (mean?.[m] ?? 0)) * factor + (bias?.[m] ?? 0),
  );
}
