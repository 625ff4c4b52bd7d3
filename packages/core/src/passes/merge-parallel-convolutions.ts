// Merges convolutions that read one value and are added up into one convolution.

import { createNode } from '../ir/create-node.js';
import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { sameShape, tensorType } from '../ir/tensor-type.js';
import type { Parameter, Value } from '../ir/value.js';
import { Add } from '../ops/add.js';
import { besides, deriveParameter } from './derive-parameter.js';
import { mergedBias, mergedWeight, reader, sourcesOf } from './merged-convolution.js';
import { branchOf, type PlacedBranch, placeBranches, Readers } from './parallel-branch.js';
import type { Pass, WorkingModel } from './pass.js';

/**
 * Structural re-parameterisation (RepVGG, arXiv:2101.03697, section 3.3; GhostNetV3, arXiv:2404.11202): in a sum,
 * all terms conv(x), norm(conv(x)), norm(x) and x of one x become a single convolution with bias. A kernel is put
 * into the largest one where its taps fall; strides and groups have to be the same. Exact up to rounding: weights
 * are added in float64 and rounded once.
 */
export const mergeParallelConvolutions: Pass = {
  name: 'mergeParallelConvolutions',
  run(model) {
    let changed = 0;
    let readers = new Readers(model.graph);
    for (const sum of model.graph.nodes.filter((node) => isOp(node, Add))) {
      const merged = mergeSum(model, sum, readers);
      changed += merged;
      if (merged > 0) readers = new Readers(model.graph);
    }
    return { pass: this.name, changed, notes: [] };
  },
};

/** Merges what can be merged of a whole sum; returns the number of convolutions made. */
function mergeSum(model: WorkingModel, sum: Node, readers: Readers): number {
  const { graph } = model;
  const isInner = graph.nodes.some(
    (node) => isOp(node, Add) && node.inputs.includes(sum.output) && isPart(sum.output, node, readers),
  );
  if (isInner) return 0;
  const { terms, nodes } = termsOf(sum, readers);
  const branches = terms.map((term) => branchOf(term, readers));
  const roots = [...new Set(branches.map((branch) => branch.root))];
  const groups = roots
    .map((root) => placeBranches(branches.filter((branch) => branch.root === root)))
    .filter((group) => group.length > 1);
  if (groups.length === 0) return 0;
  const merged = groups.map((group) => merge(model, group, sum));
  const taken = new Set(groups.flat().map((branch) => branch.term));
  const parts = [...merged, ...terms.filter((term) => !taken.has(term))];
  const total = parts.reduce((left, right) => {
    const node = createNode(Add, [left, right], {}, { path: sum.path });
    graph.insert(node, sum);
    return node.output;
  });
  if (total.name === undefined) total.name = sum.output.name;
  graph.replace(sum.output, total);
  const gone = groups.flat().flatMap(({ conv, norm }) => [conv, norm]);
  graph.erase(...nodes, ...gone.filter((node) => node !== undefined));
  return merged.length;
}

/** True where a value is nothing but a part of this sum. */
function isPart(value: Value, sum: Node, readers: Readers): boolean {
  const sameType = sameShape(value.type.shape, sum.output.type.shape);
  return sameType && readers.of(value) === 1 && isOp(value.producer, Add);
}

/** The terms of a sum in order, and the additions between them. */
function termsOf(sum: Node, readers: Readers): { terms: readonly Value[]; nodes: readonly Node[] } {
  const parts = sum.inputs.map((value) => {
    const input = value as Value;
    return isPart(input, sum, readers)
      ? termsOf(input.producer as Node, readers)
      : { terms: [input], nodes: [] };
  });
  return { terms: parts.flatMap((part) => part.terms), nodes: [sum, ...parts.flatMap((part) => part.nodes)] };
}

/** Puts the convolution that a group of branches comes to in front of their sum. */
function merge(model: WorkingModel, group: readonly PlacedBranch[], sum: Node): Value {
  const [host] = group as readonly [PlacedBranch, ...PlacedBranch[]];
  const conv = host.conv as NonNullable<PlacedBranch['conv']>;
  const weight = conv.inputs[1] as Parameter;
  const shape = weight.type.shape as readonly [number, number, ...number[]];
  const sources = sourcesOf(group);
  const inputs: Value[] = [
    host.root,
    deriveParameter(model, besides(weight, 'merged_weight'), weight.type, sources, (...data) =>
      mergedWeight(group, shape, reader(sources, data)),
    ),
  ];
  if (group.some((branch) => branch.norm !== undefined || branch.conv?.inputs[2] !== undefined)) {
    const type = tensorType('float32', [shape[0]]);
    const vectors = sources.filter((source) => source.type.shape.length === 1);
    inputs.push(
      deriveParameter(model, besides(weight, 'merged_bias'), type, vectors, (...data) =>
        mergedBias(group, shape[0], reader(vectors, data)),
      ),
    );
  }
  const node = createNode(conv.op, inputs, conv.attrs, { path: conv.path });
  model.graph.insert(node, sum);
  return node.output;
}
