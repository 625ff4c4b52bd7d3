// The layers a runtime really executes: norms and activations join the convolution before them, layouts change.

import type { Graph, Use } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { isStatic } from '../ir/tensor-type.js';
import { Parameter, type Value } from '../ir/value.js';
import {
  blocks,
  canJoinBlocked,
  convLayout,
  joinsConv,
  type Layout,
  paddedBytes,
  paddedMacs,
  staysBlocked,
} from './blocked-layout.js';
import { learnable, nodeCost } from './node-cost.js';
import { opKind } from './op-kind.js';
import type { LayerSummary } from './summary.js';

export interface LoweringOptions {
  /**
   * Channels in a block of the layout onnxruntime's CPU provider keeps convolutions in: 16 with AVX-512, 8 with AVX2.
   * Leave out for runtimes that stay with NCHW.
   */
  readonly channelBlock?: number | undefined;
}

/** A group while nodes may still join it. */
interface Group {
  readonly head: Node;
  readonly layout: Layout;
  output: Value;
  activated: boolean;
  macs: number;
  bytesRead: number;
  params: number;
}

/** Ops that only rename: nothing is moved. */
const VIEWS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Reshape',
  'Flatten',
  'Identity',
  'Squeeze',
  'Unsqueeze',
]);

/**
 * Layers of a graph as the CPU provider of onnxruntime 1.30 runs it at its highest optimisation level: a norm, an
 * activation and a residual sum that follow a convolution are part of it, and `Reorder` layers stand where a tensor
 * changes between the blocked and the plain layout. MACs and bytes are those executed, with channels padded to the
 * block. With a block, what an activation inside a convolution computes is a layer of its own (`Clip in Conv`), which
 * passes over the convolution's output once more. Costs of symbolic sizes are NaN; bind them first.
 */
export function loweredLayers(graph: Graph, options: LoweringOptions = {}): readonly LayerSummary[] {
  return new Lowering(graph, options.channelBlock).layers();
}

class Lowering {
  readonly #layers: (Group | LayerSummary)[] = [];
  /** The group whose result a value is, while something may join. */
  readonly #open = new Map<Value, Group>();
  readonly #layouts = new Map<Value, Set<Layout>>();
  readonly #uses: ReadonlyMap<Value, readonly Use[]>;
  readonly #outputs: ReadonlySet<Value>;

  constructor(
    readonly graph: Graph,
    readonly block: number | undefined,
  ) {
    this.#uses = graph.uses();
    this.#outputs = new Set(graph.outputs.map(({ value }) => value));
    for (const { value } of graph.inputs) this.#layouts.set(value, new Set(['plain']));
  }

  layers(): readonly LayerSummary[] {
    for (const node of this.graph.nodes) this.#visit(node);
    for (const { value } of this.graph.outputs) this.#need(value, 'plain');
    return this.#layers.map((layer) => ('head' in layer ? this.#summary(layer) : layer));
  }

  #visit(node: Node): void {
    // Without data among its inputs a node is computed once, when the session is created.
    if (!node.inputs.some((value) => this.#isData(value))) return;
    if (this.#joins(node)) return;
    const layout = this.#layoutOf(node);
    const inputs = node.inputs.filter((value) => this.#isData(value)) as Value[];
    const wanted = layout === 'stem' ? 'plain' : layout;
    const produced = layout === 'stem' ? 'blocked' : layout;
    for (const value of new Set(inputs)) this.#need(value, wanted);
    const view = VIEWS.has(node.op.name);
    const weights = node.inputs.filter((value) => value !== undefined && !this.#isData(value)) as Value[];
    const group: Group = {
      head: node,
      layout,
      output: node.output,
      activated: false,
      macs: paddedMacs(node, Number(nodeCost(node).macs), layout, this.block),
      bytesRead: view
        ? 0
        : [...inputs, ...weights].reduce((sum, value) => sum + this.#bytes(value, produced), 0),
      params: paramsOf(node),
    };
    this.#layers.push(group);
    for (const value of node.outputs) this.#layouts.set(value, new Set([produced]));
    if (node.op.name === 'Conv') this.#open.set(node.output, group);
  }

  /** Whether the node disappears in the convolution before it. */
  #joins(node: Node): boolean {
    if (node.op.name === 'Add') return this.#joinsAsSum(node);
    const input = node.inputs[0] as Value;
    const group = this.#openGroup(input);
    if (group === undefined || group.activated || !joinsConv(node)) return false;
    this.#extend(group, input, node);
    if (node.op.name === 'BatchNormalization') return true;
    group.activated = true;
    if (this.block !== undefined) this.#layers.push(this.#activation(node, group.layout));
    return true;
  }

  #activation(node: Node, layout: Layout): LayerSummary {
    const name = `${node.op.name} in Conv`;
    const costs = { macs: 0, activations: 0, params: 0, bytesRead: 0 };
    const { shape } = node.output.type;
    return {
      path: node.path,
      op: node.op.name,
      kind: name,
      shape,
      ...costs,
      bytesWritten: this.#bytes(node.output, layout),
    };
  }

  /** In the blocked layout always; elsewhere only where an activation follows. */
  #joinsAsSum(node: Node): boolean {
    const data = node.inputs.filter((value) => this.#isData(value)) as Value[];
    if (data.length !== 2 || !sameStatic(data)) return false;
    for (const [input, other] of [data, [...data].reverse()] as [Value, Value][]) {
      const group = this.#openGroup(input);
      if (group === undefined || group.activated || !this.#layouts.has(other)) continue;
      const blocked = group.layout !== 'plain';
      if (blocked ? !this.#has(other, 'blocked') : !this.#isBeforeRelu(node)) continue;
      if (!blocked) this.#need(other, 'plain');
      group.bytesRead += this.#bytes(other, blocked ? 'blocked' : 'plain');
      this.#extend(group, input, node);
      return true;
    }
    return false;
  }

  #extend(group: Group, input: Value, node: Node): void {
    this.#open.delete(input);
    this.#open.set(node.output, group);
    this.#layouts.set(node.output, this.#layouts.get(input) as Set<Layout>);
    group.output = node.output;
    group.params += paramsOf(node);
  }

  #layoutOf(node: Node): Layout {
    const { block } = this;
    if (block === undefined) return 'plain';
    if (node.op.name === 'Conv') return convLayout(node, block);
    const data = node.inputs.filter((value) => this.#isData(value)) as Value[];
    if (canJoinBlocked(node, block)) return 'blocked';
    const inside = data.every((value) => this.#has(value, 'blocked'));
    return inside && staysBlocked(node, data, block) ? 'blocked' : 'plain';
  }

  /** Adds a reorder where a value does not exist in that layout yet. */
  #need(value: Value, layout: Layout): void {
    const layouts = this.#layouts.get(value);
    if (layouts === undefined || layouts.has(layout)) return;
    layouts.add(layout);
    this.#layers.push({
      path: value.producer?.path ?? '',
      op: layout === 'plain' ? 'ReorderOutput' : 'ReorderInput',
      kind: 'Reorder',
      shape: value.type.shape,
      macs: 0,
      activations: 0,
      params: 0,
      bytesRead: this.#bytes(value, 'plain'),
      bytesWritten: this.#bytes(value, 'blocked'),
    });
  }

  #openGroup(value: Value): Group | undefined {
    const alone = this.#uses.get(value)?.length === 1 && !this.#outputs.has(value);
    return alone ? this.#open.get(value) : undefined;
  }

  #isBeforeRelu(node: Node): boolean {
    const [use, ...more] = this.#uses.get(node.output) ?? [];
    return use !== undefined && more.length === 0 && use.node.op.name === 'Relu';
  }

  #has(value: Value, layout: Layout): boolean {
    return this.#layouts.get(value)?.has(layout) === true;
  }

  #isData(value: Value | undefined): boolean {
    return value !== undefined && this.#layouts.has(value);
  }

  #bytes(value: Value, layout: Layout): number {
    const blocked = layout !== 'plain' && this.#isData(value);
    return paddedBytes(value.type, blocked ? this.block : undefined);
  }

  #summary(group: Group): LayerSummary {
    const { head, layout, output } = group;
    const view = VIEWS.has(head.op.name);
    const outputs = head.outputs.length > 1 ? head.outputs : [output];
    return {
      path: head.path,
      op: head.op.name,
      kind: kindOf(head, layout, this.block),
      shape: output.type.shape,
      macs: group.macs,
      activations: nodeCost(head).activations,
      params: group.params,
      bytesRead: group.bytesRead,
      bytesWritten: view ? 0 : outputs.reduce((sum, value) => sum + this.#bytes(value, layout), 0),
    };
  }
}

function kindOf(node: Node, layout: Layout, block: number | undefined): string {
  const kind = opKind(node);
  if (node.op.name !== 'Conv') return blocks(layout) ? `${kind} blocked` : kind;
  if (layout === 'stem') return `${kind} stem`;
  const pixels = node.output.type.shape.slice(2);
  if (pixels.every((side) => side === 1)) return 'Conv on one pixel';
  return layout === 'plain' && block !== undefined ? `${kind} plain` : kind;
}

function sameStatic([a, b]: readonly Value[]): boolean {
  const [left, right] = [a?.type.shape ?? [], b?.type.shape ?? []];
  return isStatic(left) && isStatic(right) && left.join() === right.join();
}

function paramsOf(node: Node): number {
  return node.inputs.reduce((sum, value) => sum + (value instanceof Parameter ? learnable(value) : 0), 0);
}
