// One value for each channel brought to the size of the map it weighs or shifts.

import { createNode } from '../ir/create-node.js';
import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { constant } from '../ir/scope.js';
import { sameShape } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { Add } from '../ops/add.js';
import { Mul } from '../ops/mul.js';
import { Resize } from '../ops/resize.js';
import { isMap } from './channels/channel-role.js';
import type { Pass } from './pass.js';

/**
 * x [N,C,H,W] times (squeeze-and-excitation) or plus (G-Ghost's mix) a value for each channel [N,C,1,1] becomes x times or plus
 * that value repeated to [N,C,H,W] by nearest neighbours: onnxruntime's CPU provider works on maps of equal shape in its blocked
 * layout, and leaves the layout or takes a slow path where one broadcasts. Needs known heights and widths. Exact.
 */
export const expandGates: Pass = {
  name: 'expandGates',
  run({ graph }) {
    let changed = 0;
    for (const node of [...graph.nodes]) {
      const index =
        isOp(node, Mul) || isOp(node, Add) ? node.inputs.findIndex((value) => isGate(value, node)) : -1;
      if (index < 0) continue;
      const gate = node.inputs[index] as Value;
      const [height, width] = node.output.type.shape.slice(2) as [number, number];
      const scales = constant([1, 1, height, width], [4], 'float32');
      const resize = createNode(Resize, [gate, undefined, scales], NEAREST, {
        path: node.path,
        within: graph.name,
      });
      graph.insert(resize, node);
      graph.setInput(node, index, resize.output);
      changed++;
    }
    return { pass: this.name, changed, notes: [] };
  },
};

/** The one form of Resize that stays in the blocked layout. */
const NEAREST = {
  coordinate_transformation_mode: 'asymmetric',
  mode: 'nearest',
  nearest_mode: 'floor',
} as const;

/** One value for each channel, against a map of known size. */
function isGate(value: Value | undefined, { inputs, output }: Node): boolean {
  const size = output.type.shape.slice(2);
  if (!isMap(value) || !inputs.every(isMap) || !size.every((side) => typeof side === 'number')) return false;
  const [height, width] = value.type.shape.slice(2);
  const other = inputs.find((input) => input !== value) as Value | undefined;
  const isSingle = height === 1 && width === 1 && !sameShape(value.type.shape, output.type.shape);
  return isSingle && other !== undefined && sameShape(other.type.shape, output.type.shape);
}
