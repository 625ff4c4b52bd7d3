// The graph: nodes in an order in which they can run, changed only through its methods.

import { GraphError } from '../errors.js';
import { bindDim, type Dim, dimNames, dimVariable, sameDim, symbolicDim } from './dim.js';
import type { Node } from './node.js';
import type { OpDef } from './op.js';
import { formatType, type TensorType } from './tensor-type.js';
import { Constant, type Parameter, type Value } from './value.js';

export interface GraphInput {
  readonly name: string;
  readonly value: Value;
}

/** A named result; one value may be the result under several names. */
export interface GraphOutput {
  readonly name: string;
  readonly value: Value;
}

/** One place a value is read. */
export interface Use {
  readonly node: Node;
  readonly index: number;
}

export class Graph {
  #nodes: Node[] = [];
  #outputs: GraphOutput[] = [];
  readonly #inputNames = new Set<string>();
  /** Names of sizes that nodes of this graph made up. */
  readonly #unknown = new Set<string>();
  readonly inputs: GraphInput[] = [];
  /** By state-dict key, in the order they were made. */
  readonly params = new Map<string, Parameter>();
  /** Facts that travel with the written file (ONNX metadata_props). */
  readonly metadata = new Map<string, string>();
  /** What a codec read and the graph cannot express, by name, to be written back; opaque to everybody else. */
  readonly carried = new Map<string, unknown>();

  constructor(readonly name: string) {}

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  get outputs(): readonly GraphOutput[] {
    return this.#outputs;
  }

  addInput(name: string, value: Value): Value {
    if (this.#inputNames.has(name)) throw new GraphError(`input "${name}" exists already`);
    this.#inputNames.add(name);
    value.name = name;
    this.inputs.push({ name, value });
    return value;
  }

  addParameter(parameter: Parameter): Parameter {
    if (this.params.has(parameter.name)) {
      throw new GraphError(`parameter "${parameter.name}" exists already`, {
        path: parameter.name,
        within: this.name,
        hint: 'give each layer its own scope: s("conv1"), s("conv2")',
      });
    }
    this.params.set(parameter.name, parameter);
    return parameter;
  }

  /**
   * Appends a node, or puts it in front of another one. Sizes of its outputs that only running tells get names that no other
   * node's have: two of them are not taken for one because they are alike in op and path.
   */
  insert(node: Node, before?: Node): void {
    this.#nameUnknown(node);
    if (before === undefined) this.#nodes.push(node);
    else this.#nodes.splice(this.#indexOf(before), 0, node);
  }

  setOutputs(outputs: readonly GraphOutput[]): void {
    const names = new Set(outputs.map((output) => output.name));
    if (names.size !== outputs.length)
      throw new GraphError(`output names repeat: ${outputs.map((o) => o.name).join(', ')}`);
    this.#outputs = [...outputs];
  }

  /** All places each value is read by nodes. */
  uses(): Map<Value, Use[]> {
    const uses = new Map<Value, Use[]>();
    for (const node of this.#nodes) {
      node.inputs.forEach((value, index) => {
        if (value === undefined) return;
        const list = uses.get(value);
        if (list === undefined) uses.set(value, [{ node, index }]);
        else list.push({ node, index });
      });
    }
    return uses;
  }

  /**
   * Makes every reader of `from` (nodes and outputs) read `to` instead. Sizes that only running tells count as equal.
   * @throws GraphError where dtype or shape differ.
   */
  replace(from: Value, to: Value): void {
    if (!canReplace(from.type, to.type)) {
      throw new GraphError(`cannot replace ${formatType(from.type)} by ${formatType(to.type)}`, {
        path: from.producer?.path,
        within: this.name,
      });
    }
    for (const node of this.#nodes) {
      if (node.inputs.includes(from)) node.inputs = node.inputs.map((input) => (input === from ? to : input));
    }
    this.#outputs = this.#outputs.map((output) =>
      output.value === from ? { ...output, value: to } : output,
    );
  }

  /** Sets one input of a node. */
  setInput(node: Node, index: number, value: Value | undefined): void {
    node.inputs = node.inputs.map((input, i) => (i === index ? value : input));
  }

  /** Removes nodes whose outputs nobody reads. @throws GraphError where somebody does. */
  erase(...nodes: readonly Node[]): void {
    const gone = new Set(nodes);
    const kept = this.#nodes.filter((node) => !gone.has(node));
    const lost = new Set<Value | undefined>(nodes.flatMap((node) => node.outputs));
    const isLost = (value: Value | undefined): boolean => lost.has(value);
    const reader = kept.find(({ inputs }) => inputs.some(isLost));
    const read = reader?.inputs.find(isLost) ?? this.#outputs.find(({ value }) => isLost(value))?.value;
    if (read !== undefined) {
      throw new GraphError(`cannot erase a node whose output is still read`, {
        path: read.producer?.path,
        what: read.producer?.op.name,
        within: this.name,
      });
    }
    this.#nodes = kept;
  }

  /** Drops nodes and parameters that no output depends on. Returns how many of each went. */
  prune(): { nodes: number; params: number } {
    const live = new Set<Value>(this.#outputs.map((output) => output.value));
    const kept: Node[] = [];
    for (let i = this.#nodes.length - 1; i >= 0; i--) {
      const node = this.#nodes[i] as Node;
      if (!node.outputs.some((value) => live.has(value))) continue;
      kept.push(node);
      for (const value of node.inputs) if (value !== undefined) live.add(value);
    }
    const dead = [...this.params.values()].filter((parameter) => !live.has(parameter));
    for (const parameter of dead) this.params.delete(parameter.name);
    const nodes = this.#nodes.length - kept.length;
    this.#nodes = kept.reverse();
    return { nodes, params: dead.length };
  }

  /** A structural copy: new nodes and values, the same ops, attributes and constant data. */
  clone(): Graph {
    return this.rebuild((node, inputs) => node.with(inputs));
  }

  /**
   * A copy in which every node is made anew on the copied inputs; `types` may change an input's type.
   * Parameters that no node reads are copied too.
   */
  rebuild(
    remake: (node: Node, inputs: readonly (Value | undefined)[]) => Node,
    inputValue: (input: GraphInput) => Value = ({ value }) => value.copy(),
  ): Graph {
    const copy = new Graph(this.name);
    const map = new Map<Value, Value>();
    for (const [key, value] of this.metadata) copy.metadata.set(key, value);
    for (const [key, value] of this.carried) copy.carried.set(key, value);
    for (const input of this.inputs) map.set(input.value, copy.addInput(input.name, inputValue(input)));
    for (const parameter of this.params.values()) map.set(parameter, copy.addParameter(parameter.copy()));
    const mapped = (value: Value): Value => {
      const known = map.get(value) ?? (value instanceof Constant ? value.copy() : undefined);
      if (known === undefined)
        throw new GraphError('a node reads a value of another graph', { within: this.name });
      map.set(value, known);
      return known;
    };
    for (const node of this.#nodes) {
      const made = remake(
        node,
        node.inputs.map((value) => value && mapped(value)),
      );
      node.outputs.forEach((value, index) => {
        const output = made.outputs[index] as Value;
        output.name = value.name;
        map.set(value, output);
      });
      copy.insert(made);
    }
    copy.setOutputs(this.#outputs.map(({ name, value }) => ({ name, value: mapped(value) })));
    return copy;
  }

  #nameUnknown({ inputs, outputs }: Node): void {
    const made = new Set(outputs.flatMap(({ type }) => type.shape.flatMap(unknownNames)));
    if (made.size === 0) return;
    for (const value of inputs)
      for (const name of value?.type.shape.flatMap(unknownNames) ?? []) made.delete(name);
    const renamed = new Map<string, Dim>();
    for (const name of made) {
      let free = name;
      for (let i = 1; this.#unknown.has(free); i++) free = `${name}_${i}`;
      this.#unknown.add(free);
      if (free !== name) renamed.set(name, symbolicDim(free));
    }
    if (renamed.size === 0) return;
    for (const value of outputs)
      value.type = { ...value.type, shape: value.type.shape.map((dim) => bindDim(dim, renamed)) };
  }

  #indexOf(node: Node): number {
    const index = this.#nodes.indexOf(node);
    if (index < 0)
      throw new GraphError('the node is not in this graph', { path: node.path, what: node.op.name });
    return index;
  }
}

function canReplace(from: TensorType, to: TensorType): boolean {
  if (from.dtype !== to.dtype || from.shape.length !== to.shape.length) return false;
  const isUnknown = (dim: Dim): boolean => dimVariable(dim)?.startsWith('?') === true;
  return from.shape.every((dim, axis) => {
    const other = to.shape[axis] as Dim;
    return sameDim(dim, other) || (isUnknown(dim) && isUnknown(other));
  });
}

function unknownNames(dim: Dim): readonly string[] {
  return typeof dim === 'number' ? [] : dimNames(dim).filter((name) => name.startsWith('?'));
}

/** True for nodes of this op; narrows the attributes. */
export function isOp<A extends object>(node: Node | undefined, op: OpDef<A>): node is Node<A> & Node {
  return node !== undefined && node.op.name === op.name;
}
