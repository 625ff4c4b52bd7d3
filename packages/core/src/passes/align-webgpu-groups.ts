// Pads grouped convolutions to group widths that onnxruntime's WebGPU kernel computes rightly.

import { createNode } from '../ir/create-node.js';
import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { constant } from '../ir/scope.js';
import { tensorType } from '../ir/tensor-type.js';
import { Parameter, type Value } from '../ir/value.js';
import { Conv, type ConvAttrs } from '../ops/conv.js';
import { Gather } from '../ops/gather.js';
import { besides, deriveParameter } from './derive-parameter.js';
import type { Pass, WorkingModel } from './pass.js';

/**
 * onnxruntime (seen in 1.30) computes the output channels of a grouped convolution in vectors as wide as divide
 * their whole number, 4 or 2, also where that does not divide a group: a vector that lies across two groups then
 * reads the first one's inputs. Such convolutions get filters of zeros up to a multiple of 4 in each group, and a
 * Gather that leaves their outputs out again. Exact. Groups of less than 4 outputs have a kernel without vectors.
 */
export const alignWebgpuGroups: Pass = {
  name: 'alignWebgpuGroups',
  run(model) {
    const crossing = model.graph.nodes.filter((node) => isOp(node, Conv) && isCrossing(node));
    const notes: string[] = [];
    let changed = 0;
    for (const conv of crossing as (Node & { attrs: ConvAttrs })[]) {
      const [, weight, bias] = conv.inputs;
      if (isLearned(weight) && (bias === undefined || isLearned(bias))) {
        align(model, conv, weight, bias);
        changed++;
      } else {
        notes.push(`${conv.path}: the filters are computed or no float32, so they cannot be padded`);
      }
    }
    return { pass: this.name, changed, notes };
  },
};

const WIDEST = 4;

function isCrossing({ inputs, attrs }: Node & { attrs: ConvAttrs }): boolean {
  const out = inputs[1]?.type.shape[0];
  if (typeof out !== 'number' || attrs.group === 1) return false;
  const vector = out % WIDEST === 0 ? WIDEST : out % 2 === 0 ? 2 : 1;
  const inGroup = out / attrs.group;
  return inGroup >= WIDEST && inGroup % vector !== 0;
}

function isLearned(value: Value | undefined): value is Parameter {
  return value instanceof Parameter && value.type.dtype === 'float32';
}

function align(
  model: WorkingModel,
  conv: Node & { attrs: ConvAttrs },
  weight: Parameter,
  bias: Parameter | undefined,
): void {
  const { group } = conv.attrs;
  const inGroup = (weight.type.shape[0] as number) / group;
  const aligned = Math.ceil(inGroup / WIDEST) * WIDEST;
  const padded = [weight, bias].map((parameter) => parameter && padRows(model, parameter, group, aligned));
  const wide = createNode(
    conv.op,
    [conv.inputs[0], ...padded.filter((parameter) => parameter !== undefined)],
    conv.attrs as unknown as Readonly<Record<string, unknown>>,
    { path: conv.path },
  );
  const kept = Array.from({ length: group * inGroup }, (_, i) => {
    return Math.floor(i / inGroup) * aligned + (i % inGroup);
  });
  const picked = createNode(
    Gather,
    [wide.output, constant(kept, [kept.length], 'int32')],
    { axis: 1 },
    { path: conv.path },
  );
  picked.output.name = conv.output.name;
  model.graph.insert(wide, conv);
  model.graph.insert(picked, conv);
  model.graph.replace(conv.output, picked.output);
  model.graph.erase(conv);
}

/** Rows of zeros behind each group's own, up to `aligned`. */
function padRows(model: WorkingModel, parameter: Parameter, group: number, aligned: number): Parameter {
  const [rows, ...rest] = parameter.type.shape as readonly number[];
  const leaf = rest.length === 0 ? 'aligned_bias' : 'aligned_weight';
  const type = tensorType('float32', [group * aligned, ...rest]);
  return deriveParameter(model, besides(parameter, leaf), type, [parameter], (data) => {
    const row = data.length / (rows as number);
    const own = data.length / group;
    const wide = new Float32Array(group * aligned * row);
    for (let g = 0; g < group; g++) wide.set(data.subarray(g * own, (g + 1) * own), g * aligned * row);
    return wide;
  });
}
