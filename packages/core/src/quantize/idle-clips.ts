// ReLU6 that never reaches 6 on the samples is a ReLU there, and channels may be scaled through it.

import { createNode } from '../ir/create-node.js';
import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { Clip } from '../ops/clip.js';
import { Relu } from '../ops/relu.js';
import type { PassReport, WorkingModel } from '../passes/pass.js';
import { type ObserveOptions, observe } from './observe.js';
import { limitsOf } from './rules.js';

/** How near to the limit counts as reaching it. */
const MARGIN = 0.95;

/**
 * Makes a Relu of each Clip from 0 to a limit that stayed below it on all samples. The quantized network saturates at
 * the largest observed value in either case.
 */
export async function idleClips(model: WorkingModel, options: ObserveOptions): Promise<PassReport> {
  const { graph } = model;
  const clips = graph.nodes.filter((node) => isOp(node, Clip) && topOf(node) !== undefined);
  const observed =
    clips.length === 0
      ? new Map()
      : await observe(
          model,
          clips.map((node) => node.output),
          options,
        );
  const idle = clips.filter((node) => observed.get(node.output)?.histogram.max < MARGIN * (topOf(node) ?? 0));
  for (const node of idle) {
    const relu = createNode(Relu, node.inputs.slice(0, 1), {}, { path: node.path });
    relu.output.name = node.output.name;
    graph.insert(relu, node);
    graph.replace(node.output, relu.output);
    graph.erase(node);
  }
  const notes = clips.length === 0 ? [] : [`${idle.length} of ${clips.length} Clips never reach their limit`];
  return { pass: 'idleClips', changed: idle.length, notes };
}

function topOf(node: Node): number | undefined {
  const [min, max] = limitsOf(node) ?? [];
  return min === 0 && max !== undefined && Number.isFinite(max) ? max : undefined;
}
