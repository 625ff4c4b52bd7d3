// Writes a graph in float16: inputs and outputs stay float32, Casts stand where the precision changes.

import { createNode } from '../ir/create-node.js';
import { dtypeInfo } from '../ir/dtype.js';
import { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import type { Node } from '../ir/node.js';
import { fromNumbers, toNumbers } from '../ir/tensor-data.js';
import { tensorType } from '../ir/tensor-type.js';
import { Constant, Parameter, type Value } from '../ir/value.js';
import { Cast } from '../ops/cast.js';
import { castTensor } from '../weights/cast.js';
import type { LazyTensor } from '../weights/lazy-tensor.js';
import { staysFloat32 } from './half-rules.js';

type Precision = 'float16' | 'float32';

export interface HalfOptions {
  /** Nodes that stay float32 beside those that always do. */
  readonly keepFloat?: ((node: Node) => boolean) | undefined;
}

/** The model with float16 weights and activations. Synchronous: weights are cast when they are read. */
export function insertHalf(model: Model, options: HalfOptions = {}): Model {
  return new HalfWriter(model, options).write();
}

class HalfWriter {
  readonly #graph: Graph;
  readonly #weights = new Map<string, LazyTensor>();
  readonly #made: Readonly<Record<Precision, Map<Value, Value>>> = {
    float16: new Map(),
    float32: new Map(),
  };
  /** Values of other types than float32. */
  readonly #other = new Map<Value, Value>();

  constructor(
    readonly model: Model,
    readonly options: HalfOptions,
  ) {
    this.#graph = new Graph(model.graph.name);
  }

  write(): Model {
    const { graph } = this.model;
    for (const [key, value] of graph.metadata) this.#graph.metadata.set(key, value);
    for (const { name, value } of graph.inputs) this.#keep(value, this.#graph.addInput(name, value.copy()));
    for (const node of graph.nodes) this.#node(node);
    this.#graph.setOutputs(
      graph.outputs.map(({ name, value }) => ({ name, value: this.#read(value, 'float32') })),
    );
    this.#graph.prune();
    return { graph: this.#graph, weights: this.#weights };
  }

  #node(node: Node): void {
    const precision = staysFloat32(node) || this.options.keepFloat?.(node) ? 'float32' : 'float16';
    const inputs = node.inputs.map((value, index) => {
      const fixed = node.op.staticInputs?.includes(index) === true;
      return value && this.#read(value, fixed ? 'float32' : precision);
    });
    const made = createNode(node.op, inputs, node.attrs, {
      path: node.path,
      outputCount: node.outputs.length,
      within: this.#graph.name,
    });
    this.#graph.insert(made);
    for (const [index, output] of node.outputs.entries()) this.#keep(output, made.outputs[index] as Value);
  }

  #keep(value: Value, made: Value): void {
    const { dtype } = made.type;
    const map = dtype === 'float16' || dtype === 'float32' ? this.#made[dtype] : this.#other;
    map.set(value, made);
  }

  #read(value: Value, precision: Precision): Value {
    const known = value.type.dtype === 'float32' ? this.#made[precision].get(value) : this.#other.get(value);
    if (known !== undefined) return known;
    const made = this.#make(value, precision);
    this.#keep(value, made);
    return made;
  }

  #make(value: Value, precision: Precision): Value {
    const isFloat = value.type.dtype === 'float32';
    if (value instanceof Constant) return isFloat ? castConstant(value, precision) : value.copy();
    if (value instanceof Parameter) return this.#parameter(value, isFloat ? precision : undefined);
    const source = this.#made[precision === 'float16' ? 'float32' : 'float16'].get(value) as Value;
    const path = value.producer?.path ?? '';
    const cast = createNode(Cast, [source], { to: dtypeInfo(precision).onnx }, { path });
    this.#graph.insert(cast);
    return cast.output;
  }

  /** A parameter that both precisions read is there twice, the second time by another name. */
  #parameter(value: Parameter, precision: Precision | undefined): Parameter {
    const taken = this.#graph.params.has(value.name);
    const name = taken ? `${value.name}_${precision}` : value.name;
    const type = precision === undefined ? value.type : tensorType(precision, value.type.shape);
    const data = this.model.weights.get(value.name);
    if (data !== undefined)
      this.#weights.set(name, precision === undefined ? data : castTensor(data, precision));
    return this.#graph.addParameter(new Parameter(type, name, value.role));
  }
}

function castConstant({ type, data }: Constant, dtype: Precision): Constant {
  return new Constant(tensorType(dtype, type.shape), fromNumbers(dtype, toNumbers(type.dtype, data)));
}
