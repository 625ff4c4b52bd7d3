// Values: the edges of a graph. Parameters carry a state-dict key, constants their data.

import type { TypedArray } from './dtype.js';
import type { Init } from './init.js';
import type { Node } from './node.js';
import type { TensorType } from './tensor-type.js';

/** A tensor in a graph: an input, a node's output, a parameter or a constant. */
export class Value {
  /** The node that computes it; undefined for inputs, parameters and constants. */
  producer: Node | undefined;
  /** A name to keep when the graph is written; made from the producer's path where undefined. */
  name: string | undefined;

  constructor(
    public type: TensorType,
    name?: string,
  ) {
    this.name = name;
  }

  /** A value of the same type and name, without producer. */
  copy(): Value {
    return new Value(this.type, this.name);
  }
}

/** `weight` is learned, `statistic` is measured (BatchNorm's running mean and variance). */
export type ParameterRole = 'weight' | 'statistic';

/** A tensor of the state dict, known by its key; its data lives in `Model.weights`. */
export class Parameter extends Value {
  declare name: string;

  constructor(
    type: TensorType,
    name: string,
    readonly role: ParameterRole,
    /** How the network's authors start it; undefined for tensors of foreign files. */
    readonly init: Init | undefined = undefined,
  ) {
    super(type, name);
  }

  override copy(): Parameter {
    return new Parameter(this.type, this.name, this.role, this.init);
  }
}

/** A tensor whose data is part of the graph: shapes, axes, blur kernels. Not in the state dict. */
export class Constant extends Value {
  constructor(
    type: TensorType,
    readonly data: TypedArray,
    name?: string,
  ) {
    super(type, name);
  }

  override copy(): Constant {
    return new Constant(this.type, this.data, this.name);
  }
}
