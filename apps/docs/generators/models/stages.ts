// A network's stages: its outermost scopes, lists of stages by their members.

import type { Graph, Node } from '@gossamer/core';
import { nodeCost, opKind } from '@gossamer/core/analysis';

export interface Stage {
  /** Scope, such as `blocks.1`. */
  readonly path: string;
  /** Blocks in it, where it has numbered ones. */
  readonly blocks: number;
  /** Of its last layer, the batch left out. */
  readonly shape: string;
  readonly params: number;
  readonly macs: number;
  readonly activations: number;
  /** Convolutions and products by kind, the most frequent first: `4 Conv 1x1`. */
  readonly kinds: string;
}

/** Lists whose members are stages. */
const LISTS = new Set(['blocks', 'stages', 'features', 'layers']);

/** In the order in which they first run; layers without learned work are with the stage before them. */
export function stagesOf(graph: Graph): readonly Stage[] {
  const stages = new Map<string, Node[]>();
  let current = '';
  for (const node of graph.nodes) {
    if (node.path !== '') current = stagePath(node.path);
    stages.set(current, [...(stages.get(current) ?? []), node]);
  }
  return [...stages].map(([path, nodes]) => stageOf(path, nodes));
}

export function stagePath(path: string): string {
  const [first = '', second] = path.split('.');
  return LISTS.has(first) && second !== undefined ? `${first}.${second}` : first;
}

function stageOf(path: string, nodes: readonly Node[]): Stage {
  const costs = nodes.map(nodeCost);
  const sum = (key: 'params' | 'macs' | 'activations') =>
    costs.reduce((total, cost) => total + Number(cost[key]), 0);
  const inside = nodes.map((node) => node.path.slice(path.length + 1).split('.'));
  const numbered = inside.flatMap(([first = '', second = '']) =>
    /^(b?\d+|dense\d+|base|end)$/.test(first)
      ? [first]
      : first === 'blocks' || first === 'layers'
        ? [second]
        : [],
  );
  // Behind it there may be a pool or a reshape, which belong to nobody.
  const last = (nodes.filter((node) => node.path !== '').at(-1) ?? nodes.at(-1)) as Node;
  return {
    path,
    blocks: new Set(numbered).size,
    shape: last.output.type.shape.slice(1).join(' × '),
    params: sum('params'),
    macs: sum('macs'),
    activations: sum('activations'),
    kinds: kindsOf(nodes),
  };
}

function kindsOf(nodes: readonly Node[]): string {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    if (Number(nodeCost(node).macs) === 0) continue;
    counts.set(opKind(node), (counts.get(opKind(node)) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.map(([kind, count]) => `${count} ${kind}`).join(', ');
}
