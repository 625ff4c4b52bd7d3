// Convolution, sum and activation as onnxruntime's one operator.

import { createNode } from '../ir/create-node.js';
import { type Graph, isOp, type Use } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { constant } from '../ir/scope.js';
import { sameShape } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { Add } from '../ops/add.js';
import { Conv, type ConvAttrs } from '../ops/conv.js';
import { FusedConv } from '../ops/fusedConv.js';
import { LeakyRelu } from '../ops/leakyRelu.js';
import type { Pass } from './pass.js';

/**
 * LeakyRelu(Conv(x) + z) becomes com.microsoft.FusedConv(x, W, B, z): onnxruntime fuses a sum into a convolution, and Relu
 * behind it, but no LeakyRelu, which then leaves the blocked layout. Of float32, as its kernel is. Exact.
 */
export const fuseResiduals: Pass = {
  name: 'fuseResiduals',
  run({ graph }) {
    let changed = 0;
    for (const act of [...graph.nodes]) {
      if (!isOp(act, LeakyRelu)) continue;
      const sum = act.inputs[0]?.producer;
      const uses = graph.uses();
      const conv = isOp(sum, Add) && isAlone(sum, graph, uses) ? convOf(sum, graph, uses) : undefined;
      if (sum === undefined || conv === undefined) continue;
      const other = sum.inputs.find((value) => value !== conv.output) as Value;
      const [x, weight, bias = noBias(conv)] = conv.inputs;
      const attrs = { ...conv.attrs, activation: 'LeakyRelu', activation_params: [act.attrs.alpha] };
      const fused = createNode(FusedConv, [x, weight, bias, other], attrs, {
        path: conv.path,
        within: graph.name,
      });
      fused.output.name = act.output.name;
      graph.insert(fused, act);
      graph.replace(act.output, fused.output);
      graph.erase(act, sum, conv);
      changed++;
    }
    return { pass: this.name, changed, notes: [] };
  },
};

/** The convolution whose result is read by the sum alone, the later one where both are. */
function convOf(
  sum: Node,
  graph: Graph,
  uses: ReadonlyMap<Value, readonly Use[]>,
): (Node<ConvAttrs> & Node) | undefined {
  const [a, b] = sum.inputs as readonly [Value, Value];
  if (a === b || a.type.dtype !== 'float32' || !sameShape(a.type.shape, b.type.shape)) return undefined;
  const convs = [a, b].flatMap(({ producer }) =>
    isOp(producer, Conv) && isAlone(producer, graph, uses) ? [producer] : [],
  );
  return convs.sort((left, right) => graph.nodes.indexOf(left) - graph.nodes.indexOf(right)).at(-1);
}

/** The runtime keeps a fused convolution in its blocked layout only with a bias. */
function noBias({ output }: Node): Value {
  const channels = output.type.shape[1] as number;
  return constant(new Array<number>(channels).fill(0), [channels], 'float32');
}

function isAlone(node: Node, graph: Graph, uses: ReadonlyMap<Value, readonly Use[]>): boolean {
  return uses.get(node.output)?.length === 1 && !graph.outputs.some((output) => output.value === node.output);
}
