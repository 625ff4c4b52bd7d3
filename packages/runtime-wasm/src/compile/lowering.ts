// Lowering: the state of one compilation, what is where so far, and the steps that put it there.

import {
  Constant,
  type Graph,
  type Model,
  type Node,
  Parameter,
  toNumbers,
  UnsupportedOpError,
  type Use,
  type Value,
} from '@gossamer/core';
import { type Address, type Argument, aligned, Buffer, type Panels } from './buffer.js';
import { convertToBlocked, convertToPlain } from './convert-layout.js';
import type { Step } from './step.js';
import { blockedBytes, countOf, type Planes, planesOf, shapeOf } from './tensor-shape.js';

/** Blocks of 4 channels, or the row-major order of ONNX. */
export type Layout = 'blocked' | 'plain';

/** Numbers known before the run, read when the network is loaded. */
export interface ConstantTensor {
  readonly shape: readonly number[];
  read(): Promise<Float32Array>;
}

type Layouts = { readonly [L in Layout | 'integers']?: Buffer };

export class Lowering {
  readonly steps: Step[] = [];
  readonly graph: Graph;
  readonly uses: ReadonlyMap<Value, readonly Use[]>;
  readonly #weights: Model['weights'];
  readonly #outputs: ReadonlySet<Value>;
  readonly #layouts = new Map<Value, Layouts>();
  readonly #done = new Set<Node>();
  readonly #zeros = new Map<number, Buffer>();

  readonly #scratch: Buffer[] = [];

  constructor(
    model: Model,
    readonly threads: number,
  ) {
    this.graph = model.graph;
    this.#weights = model.weights;
    this.uses = model.graph.uses();
    this.#outputs = new Set(model.graph.outputs.map(({ value }) => value));
  }

  /** Marks a node that another one's steps compute too. */
  absorb(node: Node): void {
    this.#done.add(node);
  }

  isDone(node: Node): boolean {
    return this.#done.has(node);
  }

  /** The only node that reads this value, undefined where there are several or the caller wants it too. */
  onlyReader(value: Value): Node | undefined {
    const uses = this.uses.get(value);
    return uses?.length === 1 && !this.#outputs.has(value) ? uses[0]?.node : undefined;
  }

  isOutput(value: Value): boolean {
    return this.#outputs.has(value);
  }

  define(value: Value, layout: keyof Layouts, buffer: Buffer): Buffer {
    this.#layouts.set(value, { ...this.#layouts.get(value), [layout]: buffer });
    return buffer;
  }

  /** A new buffer for a value. */
  allocate(value: Value, layout: Layout): Buffer {
    const bytes =
      layout === 'blocked' ? blockedBytes(this.planes(value)) : aligned(4 * countOf(shapeOf(value)));
    return this.define(value, layout, Buffer.activation(bytes));
  }

  /** Whether the value lies in memory already. */
  has(value: Value, layout?: keyof Layouts): boolean {
    const known = this.#layouts.get(value);
    return layout === undefined ? known !== undefined : known?.[layout] !== undefined;
  }

  /** The buffer of a layout that the value has. */
  known(value: Value, layout: keyof Layouts): Buffer {
    return this.#layouts.get(value)?.[layout] as Buffer;
  }

  /** The value in blocks of 4 channels; brought there where it is not. */
  blocked(value: Value): Buffer {
    const known = this.#layouts.get(value)?.blocked;
    if (known !== undefined) return known;
    const plain = this.plain(value);
    const planes = this.planes(value);
    if (planes.height * planes.width === 1 && planes.channels % 4 === 0)
      return this.define(value, 'blocked', plain);
    const buffer = this.allocate(value, 'blocked');
    this.steps.push(...convertToBlocked(this, planes, plain, buffer));
    return buffer;
  }

  /** The value in row-major order; brought there where it is not. */
  plain(value: Value): Buffer {
    const known = this.#layouts.get(value);
    if (known?.plain !== undefined) return known.plain;
    if (known?.blocked === undefined) return this.define(value, 'plain', this.#constantBuffer(value));
    const planes = this.planes(value);
    if (planes.height * planes.width === 1) return this.define(value, 'plain', known.blocked);
    const buffer = this.allocate(value, 'plain');
    this.steps.push(...convertToPlain(planes, known.blocked, buffer));
    return buffer;
  }

  planes(value: Value): Planes {
    const planes = planesOf(value);
    if (planes !== undefined) return planes;
    throw this.unsupported(value.producer, `a picture of shape [${shapeOf(value)}]`);
  }

  /** The numbers of a parameter or constant, also where only its shape was changed. */
  constant(value: Value | undefined): ConstantTensor | undefined {
    if (value === undefined) return undefined;
    if (value instanceof Constant) {
      const { dtype } = value.type;
      return { shape: shapeOf(value), read: async () => Float32Array.from(toNumbers(dtype, value.data)) };
    }
    if (value instanceof Parameter) {
      const weight = this.#weights.get(value.name);
      return {
        shape: shapeOf(value),
        read: async () => {
          if (weight === undefined) throw this.unsupported(undefined, `no data for "${value.name}"`);
          const data = await weight.read();
          if (data instanceof Float32Array) return data;
          const numbers = WHOLE.includes(weight.dtype) ? (data as Int8Array) : toNumbers(weight.dtype, data);
          return new Float32Array(numbers);
        },
      };
    }
    const producer = value.producer;
    if (producer?.op.name === 'DequantizeLinear') return this.#dequantized(producer);
    if (producer === undefined || !RESHAPES.has(producer.op.name)) return undefined;
    const source = this.constant(producer.inputs[0]);
    return source && { shape: shapeOf(value), read: source.read };
  }

  /** Integers that are constant, times their scale. */
  #dequantized(node: Node): ConstantTensor | undefined {
    const [integers, scales, zeros] = node.inputs.map((input) => this.constant(input));
    if (integers === undefined || scales === undefined) return undefined;
    const { axis } = node.attrs as { axis: number };
    const inner = countOf(integers.shape.slice(axis + 1));
    return {
      shape: integers.shape,
      read: async () => {
        const [q, s, z] = [await integers.read(), await scales.read(), await zeros?.read()];
        const row = (i: number): number => (s.length === 1 ? 0 : Math.floor(i / inner) % s.length);
        return q.map((value, i) => (value - (z?.[row(i)] ?? 0)) * (s[row(i)] as number));
      },
    };
  }

  /** Numbers packed when the network is loaded. */
  weight(floats: number, pack: () => Promise<Float32Array>, panels?: Panels | 'bytes'): Buffer {
    return new Buffer(aligned(4 * floats), { kind: 'weight', pack, panels });
  }

  /** Addresses and sizes in memory. */
  table(words: readonly Argument[]): Buffer {
    return new Buffer(aligned(4 * words.length), { kind: 'table', words });
  }

  /** At least this many bytes of zeros; one buffer for all who ask. */
  zeros(bytes: number): Buffer {
    const size = 2 ** Math.ceil(Math.log2(Math.max(bytes, 16)));
    const known = this.#zeros.get(size) ?? new Buffer(size, { kind: 'zeros' });
    this.#zeros.set(size, known);
    return known;
  }

  /** Memory of a thread's own that kernels may leave anything in: as much as the most that is asked for. */
  scratch(thread: number, bytes: number): Address {
    const buffer = this.#scratch[thread] ?? new Buffer(0, { kind: 'scratch' });
    this.#scratch[thread] = buffer;
    buffer.grow(bytes);
    return buffer.at(0);
  }

  unsupported(node: Node | undefined, what: string): UnsupportedOpError {
    return new UnsupportedOpError(`the WebAssembly compiler has no kernel for ${what}`, {
      path: node?.path,
      what: node?.op.name,
      within: this.graph.name,
      hint: 'run this network with @gossamer/runtime-node or @gossamer/runtime-web',
    });
  }

  #constantBuffer(value: Value): Buffer {
    const tensor = this.constant(value);
    if (tensor === undefined) throw this.unsupported(value.producer, 'a value nobody computed');
    return this.weight(countOf(tensor.shape), () => tensor.read());
  }
}

/** Integers that are stored as what they are, so that they need no decoding. */
const WHOLE: readonly string[] = ['int8', 'uint8', 'int32'];

const RESHAPES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Identity',
]);
