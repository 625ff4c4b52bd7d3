// HardSwish and HardSigmoid as sums, limits and products: the exact form that integers can compute.

import { createNode } from '../ir/create-node.js';
import { type Graph, isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { OpDef } from '../ir/op.js';
import { constant } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { Add } from '../ops/add.js';
import { Clip } from '../ops/clip.js';
import { HardSigmoid } from '../ops/hardSigmoid.js';
import { HardSwish } from '../ops/hardSwish.js';
import { Mul } from '../ops/mul.js';
import type { Pass } from '../passes/pass.js';

/**
 * hardSigmoid(x) = alpha clip(x + beta / alpha, 0, 1 / alpha) and hardSwish(x) = x hardSigmoid(x). On integers the
 * limits are the ends of the sum's scale and alpha goes into the scale that the product reads it by, so neither costs
 * anything.
 */
export const spellHardSwish: Pass = {
  name: 'spellHardSwish',
  run({ graph }) {
    let changed = 0;
    for (const node of [...graph.nodes]) {
      const [x] = node.inputs as [Value];
      if (x?.type.dtype !== 'float32') continue;
      if (node.op.name === HardSwish.name) replaceBy(graph, node, gated(graph, node, x));
      else if (isOp(node, HardSigmoid) && node.attrs.alpha > 0 && node.attrs.beta > 0)
        replaceBy(graph, node, gate(graph, node, x, node.attrs));
      else continue;
      changed++;
    }
    return { pass: this.name, changed, notes: [] };
  },
};

function gated(graph: Graph, node: Node, x: Value): Value {
  return before(graph, node, Mul, [x, gate(graph, node, x, { alpha: 1 / 6, beta: 0.5 })]);
}

function gate(graph: Graph, node: Node, x: Value, { alpha, beta }: { alpha: number; beta: number }): Value {
  // PyTorch's slope is 1/6 rounded to float32: its inverse is meant to be 6.
  const top = rounded(1 / alpha);
  const sum = before(graph, node, Add, [x, number(rounded(beta / alpha))]);
  const limited = before(graph, node, Clip, [sum, number(0), number(top)]);
  return before(graph, node, Mul, [limited, number(1 / top)]);
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function number(value: number): Value {
  return constant([value], [], 'float32');
}

function before(graph: Graph, node: Node, op: OpDef, inputs: readonly Value[]): Value {
  const made = createNode(op, inputs, {}, { path: node.path });
  graph.insert(made, node);
  return made.output;
}

function replaceBy(graph: Graph, node: Node, value: Value): void {
  value.name = node.output.name;
  graph.replace(node.output, value);
  graph.erase(node);
}
