// Writes a planned graph with QuantizeLinear and DequantizeLinear around what computes on integers.

import { createNode } from '../ir/create-node.js';
import { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import type { Node } from '../ir/node.js';
import { constant } from '../ir/scope.js';
import { tensorType } from '../ir/tensor-type.js';
import { Constant, Parameter, type Value } from '../ir/value.js';
import { DequantizeLinear } from '../ops/dequantizeLinear.js';
import { QuantizeLinear } from '../ops/quantizeLinear.js';
import type { LazyTensor } from '../weights/lazy-tensor.js';
import type { QuantPlan } from './plan.js';
import type { QuantParams } from './quant-params.js';
import { quantizeWeight, type WeightLimit } from './quantized-weight.js';
import { isComputed, scalarOf, scaleFactor } from './rules.js';

export interface QdqOptions {
  /** How each observed tensor is stored. @throws where one is not known */
  params(value: Value): QuantParams;
  /** Channel means of a layer's input, where biases are to be corrected. */
  means?(value: Value): Float64Array | undefined;
  readonly limit: WeightLimit;
}

/** The model with the planned nodes between QuantizeLinear and DequantizeLinear; weights stay recipes. */
export function insertQdq(model: Model, plan: QuantPlan, options: QdqOptions): Model {
  return new QdqWriter(model, plan, options).write();
}

/** A tensor of integers and how to read it. */
interface Stored {
  readonly integers: Value;
  readonly params: QuantParams;
}

class QdqWriter {
  readonly #graph: Graph;
  readonly #weights = new Map<string, LazyTensor>();
  readonly #floats = new Map<Value, Value>();
  readonly #stored = new Map<Value, Stored>();
  readonly #read = new Map<Value, Value>();

  constructor(
    readonly model: Model,
    readonly plan: QuantPlan,
    readonly options: QdqOptions,
  ) {
    this.#graph = new Graph(model.graph.name);
  }

  write(): Model {
    const { graph } = this.model;
    for (const [key, value] of graph.metadata) this.#graph.metadata.set(key, value);
    for (const { name, value } of graph.inputs)
      this.#floats.set(value, this.#graph.addInput(name, value.copy()));
    for (const node of graph.nodes) this.#node(node);
    this.#graph.setOutputs(graph.outputs.map(({ name, value }) => ({ name, value: this.#float(value) })));
    this.#graph.prune();
    return { graph: this.#graph, weights: this.#weights };
  }

  #node(node: Node): void {
    const rule = this.plan.nodes.get(node);
    const [x] = node.inputs as [Value];
    if (rule === 'saturate') this.#floats.set(node.output, this.#floats.get(x) as Value);
    else if (rule === 'scaled') this.#scaled(node, x);
    else if (rule === 'weighted') this.#emit(node, this.#layerInputs(node));
    else if (rule !== undefined) this.#emit(node, this.#integerInputs(node, rule === 'same'));
    else
      this.#emit(
        node,
        node.inputs.map((value) => value && this.#float(value)),
      );
    if (rule === undefined || rule === 'scaled') return;
    for (const output of node.outputs) {
      if (!this.plan.stored.has(output)) continue;
      this.#store(output, rule === 'same' ? this.#stored.get(x)?.params : undefined);
    }
  }

  #emit(node: Node, inputs: readonly (Value | undefined)[]): void {
    const made = createNode(node.op, inputs, node.attrs, {
      path: node.path,
      outputCount: node.outputs.length,
      within: this.#graph.name,
    });
    this.#graph.insert(made);
    for (const [index, output] of node.outputs.entries())
      this.#floats.set(output, made.outputs[index] as Value);
  }

  /** The same integers, read by a scale that has the factor in it. */
  #scaled(node: Node, x: Value): void {
    const { integers, params } = this.#integers(x);
    const scale = Math.fround(params.scale * (scaleFactor(node) as number));
    this.#stored.set(node.output, { integers, params: { ...params, scale } });
  }

  #integerInputs(node: Node, firstOnly: boolean): readonly (Value | undefined)[] {
    return node.inputs.map((value, index) => {
      if (value === undefined || (firstOnly && index > 0)) return value && this.#fixed(value);
      return isComputed(value) ? this.#dequantized(value) : this.#number(scalarOf(value) as number);
    });
  }

  /** A positive number as 255 steps. */
  #number(value: number): Value {
    const integers = constant([255], [], 'uint8');
    return this.#dequantize(integers, { scale: Math.fround(value / 255), zeroPoint: 0 }, '');
  }

  #layerInputs(node: Node): readonly (Value | undefined)[] {
    const [x, weight, bias] = node.inputs as [Value, Parameter, Parameter?];
    const { scale: inputScale } = this.#integers(x).params;
    const inputMeans = this.options.means?.(x);
    const { limit } = this.options;
    const made = quantizeWeight(this.model, weight, bias, { inputScale, limit, inputMeans });
    const rows = [weight.type.shape[0] as number];
    const name = `${node.path === '' ? '' : `${node.path}.`}${weight.name.slice(weight.name.lastIndexOf('.') + 1)}`;
    const key = this.#unused(name);
    const zeros = constant(
      Array.from({ length: rows[0] as number }, () => 0),
      rows,
      'int8',
    );
    const scales = this.#parameter(`${key}_scale`, 'float32', rows, made?.scale);
    const integers = this.#parameter(
      `${key}_quantized`,
      'int8',
      weight.type.shape as readonly number[],
      made?.weight,
    );
    const inputs = [this.#dequantized(x), this.#rows(integers, scales, zeros, node.path)];
    if (bias === undefined && inputMeans === undefined) return inputs;
    const added = this.#parameter(`${key}_bias_quantized`, 'int32', rows, made?.bias);
    const addedScales = this.#parameter(`${key}_bias_scale`, 'float32', rows, made?.biasScale);
    return [...inputs, this.#rows(added, addedScales, undefined, node.path)];
  }

  #unused(name: string): string {
    let key = name;
    for (let n = 2; this.#graph.params.has(`${key}_quantized`); n++) key = `${name}_${n}`;
    return key;
  }

  #parameter(
    name: string,
    dtype: 'int8' | 'int32' | 'float32',
    shape: readonly number[],
    data?: LazyTensor,
  ): Value {
    if (data !== undefined) this.#weights.set(name, data);
    return this.#graph.addParameter(new Parameter(tensorType(dtype, shape), name, 'weight'));
  }

  #rows(integers: Value, scales: Value, zeros: Value | undefined, path: string): Value {
    const node = createNode(DequantizeLinear, [integers, scales, zeros], { axis: 0 }, { path });
    this.#graph.insert(node);
    return node.output;
  }

  #float(value: Value): Value {
    const byInteger = value.producer !== undefined && this.plan.nodes.has(value.producer);
    if (this.#stored.has(value) && byInteger) return this.#dequantized(value);
    return this.#floats.get(value) ?? this.#fixed(value);
  }

  /** Parameters keep their data, constants are copied. */
  #fixed(value: Value): Value {
    const known = this.#floats.get(value);
    if (known !== undefined) return known;
    const copy = value.copy();
    if (copy instanceof Parameter) {
      this.#graph.addParameter(copy);
      const data = this.model.weights.get(copy.name);
      if (data !== undefined) this.#weights.set(copy.name, data);
    }
    if (copy instanceof Parameter || copy instanceof Constant) this.#floats.set(value, copy);
    return copy;
  }

  #dequantized(value: Value): Value {
    const known = this.#read.get(value);
    if (known !== undefined) return known;
    const { integers, params } = this.#integers(value);
    const made = this.#dequantize(integers, params, value.producer?.path ?? '');
    this.#read.set(value, made);
    return made;
  }

  #dequantize(integers: Value, { scale, zeroPoint }: QuantParams, path: string): Value {
    const inputs = [integers, constant([scale], [], 'float32'), constant([zeroPoint], [], 'uint8')];
    const node = createNode(DequantizeLinear, inputs, {}, { path });
    this.#graph.insert(node);
    return node.output;
  }

  #integers(value: Value): Stored {
    return this.#stored.get(value) ?? this.#store(value);
  }

  #store(value: Value, params = this.options.params(value)): Stored {
    const { scale, zeroPoint } = params;
    const x = this.#floats.get(value) as Value;
    const inputs = [x, constant([scale], [], 'float32'), constant([zeroPoint], [], 'uint8')];
    const node = createNode(QuantizeLinear, inputs, {}, { path: value.producer?.path ?? '' });
    this.#graph.insert(node);
    const stored = { integers: node.output, params };
    this.#stored.set(value, stored);
    return stored;
  }
}
