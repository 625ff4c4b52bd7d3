// Makes random graphs step by step: draws maps, weights and choices from one stream of numbers.

import { symbolicDim } from '../ir/dim.js';
import { Graph } from '../ir/graph.js';
import type { OpDef } from '../ir/op.js';
import { constant, emit, param, type Scope, scopeOf } from '../ir/scope.js';
import { tensorType } from '../ir/tensor-type.js';
import { type Parameter, Value } from '../ir/value.js';
import * as ops from '../ops/index.js';
import type { RandomSource } from '../weights/random-source.js';

/** Makes maps of a map and of others, undefined where it does not fit. */
export type Step = (make: GraphMaker, x: Value) => Value | readonly Value[] | undefined;

export const channelsOf = ({ type }: Value): number => type.shape[1] as number;

const init = { kind: 'constant', value: 0 } as const;

/** A graph in the making, with maps that steps take and give. */
export class GraphMaker {
  readonly graph = new Graph('random');
  readonly shape: readonly number[];
  /** Maps made so far. */
  readonly #maps: Value[] = [];
  readonly #hasScopes: boolean;
  readonly #isOpen: boolean;

  constructor(readonly random: RandomSource) {
    const side = this.pick(5, 8, 12, 16, 28);
    this.shape = [this.pick(1, 2), this.pick(3, 4, 8, 16, 17, 24), side, this.pick(side, side - 1)];
    this.#hasScopes = !this.oneIn(3);
    this.#isOpen = this.oneIn(4);
    const [batch, channels, height, width] = this.shape.map((size, axis) =>
      this.#isOpen && axis !== 1 ? symbolicDim('NCHW'[axis] as string) : size,
    ) as [number, number, number, number];
    this.#maps.push(
      this.graph.addInput('x', new Value(tensorType('float32', [batch, channels, height, width]))),
    );
  }

  /** Adds what the step makes of one of the last maps; false where it does not fit. */
  take(step: Step): boolean {
    const made = step(this, this.map());
    if (made === undefined) return false;
    this.#maps.push(...(made instanceof Value ? [made] : made));
    return true;
  }

  /** Names the last map and some others as outputs. */
  finish(): Graph {
    const last = this.#maps.at(-1) as Value;
    const results = new Set([last, ...Array.from({ length: this.below(3) }, () => this.map())]);
    if (this.oneIn(3)) results.add(this.head(last));
    this.graph.setOutputs([...results].map((value, i) => ({ name: `y${i}`, value })));
    return this.graph;
  }

  below(count: number): number {
    return this.random.bits() % count;
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(...from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** One of the last maps, mostly the very last. */
  map(): Value {
    return this.#maps[Math.max(this.#maps.length - 1 - this.below(3) * this.below(3), 0)] as Value;
  }

  /** Another map of the same sizes on these axes, or the same one. */
  mate(x: Value, axes: readonly number[]): Value {
    const sizes = (value: Value): string => axes.map((axis) => String(value.type.shape[axis])).join();
    return this.pick(...this.#maps.filter((value) => sizes(value) === sizes(x)));
  }

  scope(): Scope {
    const root = scopeOf(this.graph);
    return this.#hasScopes ? root(`layer${this.graph.nodes.length}`) : root;
  }

  /** A parameter, now and then one that exists already or a constant. */
  tensor(...shape: readonly number[]): Value {
    const alike = [...this.graph.params.values()].filter(({ type }) => String(type.shape) === String(shape));
    if (alike.length > 0 && this.oneIn(5)) return this.pick<Parameter>(...alike);
    const count = this.graph.params.size;
    if (!this.oneIn(6)) return param(this.scope(), `w${count}`, shape, { init });
    const length = shape.reduce((a, b) => a * b, 1);
    return constant(
      Array.from({ length }, () => this.random.uniform() - 0.5),
      shape,
      'float32',
    );
  }

  emit<A extends object>(
    op: OpDef<A>,
    inputs: readonly (Value | undefined)[],
    attrs: Partial<A> = {},
  ): Value {
    return emit(this.scope(), op, inputs, attrs);
  }

  /** Sizes of a map, undefined where they are open. */
  sides({ type }: Value): readonly [number, number] | undefined {
    return this.#isOpen ? undefined : (type.shape.slice(2) as [number, number]);
  }

  conv(
    x: Value,
    out: number,
    { kernel = this.pick(1, 1, 3, 3, 5), group = 1, stride = this.pick(1, 1, 1, 2) } = {},
  ): Value | undefined {
    const window = [kernel, this.oneIn(5) ? 1 : kernel] as const;
    const half = window.map((size) => (size - 1) / 2);
    const pads = this.pick(
      [...half, ...half],
      [...half, ...half],
      [0, 0, 0, 0],
      [kernel - 1, 0, 0, window[1] - 1],
    );
    const isAutomatic = this.oneIn(6);
    const fits = (this.sides(x) ?? [1, 1]).every(
      (side, i) => side + (pads[i] as number) + (pads[i + 2] as number) >= (window[i] as number),
    );
    if (!fits) return undefined;
    const inputs = [x, this.tensor(out, channelsOf(x) / group, ...window)];
    if (this.oneIn(2)) inputs.push(this.tensor(out));
    const padding = isAutomatic ? { auto_pad: this.pick('SAME_UPPER', 'SAME_LOWER') } : { pads };
    return this.emit(ops.Conv, inputs, {
      group,
      strides: [stride, stride],
      ...padding,
    } as Partial<ops.ConvAttrs>);
  }

  norm(x: Value): Value {
    const channels = channelsOf(x);
    const variance = constant(
      Array.from({ length: channels }, (_, i) => 0.5 + (i % 3)),
      [channels],
      'float32',
    );
    const [scale, shift, mean] = [0, 1, 2].map(() => this.tensor(channels));
    return this.emit(ops.BatchNormalization, [x, scale, shift, mean, variance]);
  }

  act(x: Value): Value {
    const bounds = [this.pick(0, 0.2), 6].map((bound) => constant([bound], [], 'float32'));
    const made = [
      () => this.emit(this.pick(ops.Relu, ops.HardSwish, ops.Sigmoid), [x]),
      () => this.emit(ops.LeakyRelu, [x], { alpha: 0.1 }),
      () => this.emit(ops.Clip, [x, ...bounds]),
      () => x,
    ];
    return this.pick(...made)();
  }

  head(x: Value): Value {
    const vector = this.emit(ops.Flatten, [this.emit(ops.GlobalAveragePool, [x])]);
    const logits = this.emit(ops.Gemm, [vector, this.tensor(7, channelsOf(x)), this.tensor(7)], {
      transB: 1,
      alpha: this.pick(1, 0.5),
    });
    return this.pick(logits, this.norm(logits), this.emit(ops.Mul, [logits, this.tensor(7)]));
  }
}
