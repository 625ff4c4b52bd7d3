// Resize of some axes to a size as Resize of all axes by factors: onnxruntime 1.30 turns integer graphs to
// channels-last without turning a Resize's axes, and then refuses it.

import { createNode } from '../ir/create-node.js';
import { isOp } from '../ir/graph.js';
import { constant } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { Resize } from '../ops/resize.js';
import type { Pass } from '../passes/pass.js';

/** Applies to the nearest element below (asymmetric, floor) where the sizes are known and a factor picks the same elements. */
export const spellResize: Pass = {
  name: 'spellResize',
  run({ graph }) {
    let changed = 0;
    for (const node of [...graph.nodes]) {
      if (!isOp(node, Resize) || node.attrs.axes === undefined) continue;
      const { mode, coordinate_transformation_mode: transform, nearest_mode: rounding } = node.attrs;
      if (mode !== 'nearest' || transform !== 'asymmetric' || rounding !== 'floor') continue;
      const factors = factorsOf(node.inputs[0] as Value, node.output, node.attrs.axes);
      if (factors === undefined) continue;
      const { axes: _, ...attrs } = node.attrs;
      const scales = constant(factors, [factors.length], 'float32');
      const made = createNode(Resize, [node.inputs[0], undefined, scales], attrs, { path: node.path });
      if (String(made.output.type.shape) !== String(node.output.type.shape)) continue;
      made.output.name = node.output.name;
      graph.insert(made, node);
      graph.replace(node.output, made.output);
      graph.erase(node);
      changed++;
    }
    return { pass: this.name, changed, notes: [] };
  },
};

function factorsOf(x: Value, y: Value, axes: readonly number[]): number[] | undefined {
  const rank = x.type.shape.length;
  const factors = Array.from({ length: rank }, () => 1);
  for (const axis of axes) {
    const at = axis < 0 ? axis + rank : axis;
    const [from, to] = [x.type.shape[at], y.type.shape[at]];
    const factor = typeof from === 'number' && typeof to === 'number' ? factorOf(from, to) : undefined;
    if (factor === undefined) return undefined;
    factors[at] = factor;
  }
  return factors;
}

/** A float32 that gives the size and picks the elements that the exact ratio picks. */
function factorOf(from: number, to: number): number | undefined {
  const nearest = Math.fround(to / from);
  return [nearest, Math.fround(nearest * (1 + 2 ** -22))].find((factor) => {
    if (Math.floor(from * factor) !== to) return false;
    return Array.from({ length: to }, (_, i) => i).every(
      (i) => Math.floor(i / factor) === Math.floor((i * from) / to),
    );
  });
}
