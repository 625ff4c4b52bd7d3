// The plan of a quantized graph: which nodes compute on integers and which tensors are stored as integers.

import { type Graph, isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { Concat } from '../ops/concat.js';
import { activationInputs, type QuantRule, ruleOf } from './rules.js';

export interface QuantPlan {
  /** Nodes on integers. */
  readonly nodes: ReadonlyMap<Node, QuantRule>;
  /** Tensors stored as uint8, each with the tensor whose observed range it takes. */
  readonly stored: ReadonlyMap<Value, Value>;
  /** Relu and Clip nodes that the scale of their input stands for. */
  readonly absorbed: ReadonlySet<Node>;
}

export interface PlanOptions {
  /** True for nodes that are to stay float whatever the rules say. */
  readonly keepFloat?: (node: Node) => boolean;
}

export function planQuantization(graph: Graph, options: PlanOptions = {}): QuantPlan {
  return new Planner(graph, options).plan();
}

class Planner {
  readonly #nodes = new Map<Node, QuantRule>();
  readonly #stored = new Map<Value, Value>();
  readonly #absorbed = new Set<Node>();
  readonly #uses;
  readonly #outputs;

  constructor(
    readonly graph: Graph,
    readonly options: PlanOptions,
  ) {
    this.#uses = graph.uses();
    this.#outputs = new Set(graph.outputs.map((output) => output.value));
  }

  plan(): QuantPlan {
    for (const node of this.graph.nodes) {
      const rule = this.#ruleHere(node);
      if (rule !== undefined) this.#nodes.set(node, rule);
    }
    for (const [node, rule] of this.#nodes) this.#store(node, rule);
    for (const node of [...this.#nodes.keys()].reverse()) if (isOp(node, Concat)) this.#shareParts(node);
    return { nodes: this.#nodes, stored: this.#stored, absorbed: this.#absorbed };
  }

  /** Operators without weights are worth it only where their input is integer already. */
  #ruleHere(node: Node): QuantRule | undefined {
    if (this.options.keepFloat?.(node)) return undefined;
    const rule = ruleOf(node);
    if (rule === undefined || rule === 'weighted') return rule;
    const inputs = activationInputs(node);
    if (!inputs.some(({ producer }) => producer !== undefined && this.#nodes.has(producer))) return undefined;
    if (rule !== 'saturate') return rule;
    if (!this.#canAbsorb(node)) return undefined;
    this.#absorbed.add(node);
    return rule;
  }

  #canAbsorb(node: Node): boolean {
    const [x] = node.inputs as [Value];
    const before = this.#nodes.get(x.producer as Node);
    const alone = this.#uses.get(x)?.length === 1 && !this.#outputs.has(x);
    return alone && (before === 'weighted' || before === 'arithmetic');
  }

  #store(node: Node, rule: QuantRule): void {
    if (rule === 'saturate') {
      this.#stored.set(node.output, node.output);
      return;
    }
    for (const value of activationInputs(node)) if (!this.#stored.has(value)) this.#stored.set(value, value);
    for (const output of node.outputs) {
      const [use, ...more] = this.#uses.get(output) ?? [];
      const into = more.length === 0 && use !== undefined && this.#absorbed.has(use.node);
      if (into || this.#staysFloat(node, output)) continue;
      const shares = rule === 'same' || rule === 'scaled';
      const source = shares ? (node.inputs[0] as Value) : output;
      this.#stored.set(output, this.#stored.get(source) ?? source);
    }
  }

  /**
   * The parts of a Concat take its range: then it only copies, and rounds nothing a second time. Later ones first, so
   * that a Concat of Concats has one range.
   */
  #shareParts(node: Node): void {
    const whole = this.#stored.get(node.output) as Value;
    for (const part of node.inputs)
      if (part !== undefined && this.#stored.get(part) === part) this.#stored.set(part, whole);
  }

  /** Results of the classifier leave the integer kernel as floats. */
  #staysFloat(node: Node, output: Value): boolean {
    const readers = this.#uses.get(output) ?? [];
    return node.op.name === 'Gemm' && readers.every((use) => !this.#nodes.has(use.node));
  }
}
