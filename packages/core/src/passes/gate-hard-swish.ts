// HardSwish as a product with HardSigmoid, for engines that have no kernel of it.

import { createNode } from '../ir/create-node.js';
import { isOp } from '../ir/graph.js';
import { HardSigmoid } from '../ops/hardSigmoid.js';
import { HardSwish } from '../ops/hardSwish.js';
import { Mul } from '../ops/mul.js';
import type { Pass } from './pass.js';

/**
 * HardSwish(x) = x HardSigmoid(x) of slope 1/6. onnxruntime's WebGPU provider had no HardSwish before 2026: a node without
 * kernel runs on the CPU, and two copies across the bus cost more than a small network. Exact up to one rounding.
 */
export const gateHardSwish: Pass = {
  name: 'gateHardSwish',
  run({ graph }) {
    const swishes = graph.nodes.filter((node) => isOp(node, HardSwish));
    for (const node of swishes) {
      const place = { path: node.path, within: graph.name };
      const gate = createNode(HardSigmoid, node.inputs, { alpha: 1 / 6, beta: 0.5 }, place);
      const product = createNode(Mul, [node.inputs[0], gate.output], {}, place);
      if (node.output.name !== undefined) product.output.name = node.output.name;
      graph.insert(gate, node);
      graph.insert(product, node);
      graph.replace(node.output, product.output);
      graph.erase(node);
    }
    return { pass: this.name, changed: swishes.length, notes: [] };
  },
};
