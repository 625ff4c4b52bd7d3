// Nodes: one operator applied to values.

import type { OpDef } from './op.js';
import type { TensorType } from './tensor-type.js';
import { Value } from './value.js';

export class Node<A extends object = object> {
  readonly outputs: readonly Value[];

  /** Use `emit` or `createNode`: they check the inputs and infer `types`. */
  constructor(
    readonly op: OpDef<A>,
    /** undefined where an optional input is left out. Changed only through the graph. */
    public inputs: readonly (Value | undefined)[],
    readonly attrs: A,
    /** Scope path it was built in (`blocks.1.0.conv_dw`); empty at the root. */
    readonly path: string,
    types: readonly TensorType[],
  ) {
    this.outputs = types.map((type) => {
      const value = new Value(type);
      value.producer = this as unknown as Node;
      return value;
    });
  }

  /** The first output. */
  get output(): Value {
    return this.outputs[0] as Value;
  }

  /** The same operator on other inputs, with the same output types. */
  with(inputs: readonly (Value | undefined)[]): Node<A> {
    const types = this.outputs.map((value) => value.type);
    return new Node(this.op, inputs, this.attrs, this.path, types);
  }
}
