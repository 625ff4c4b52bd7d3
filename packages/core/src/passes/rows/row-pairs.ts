// Maps as two: their even rows and their odd rows, and the nodes that work on such pairs.

import { createNode } from '../../ir/create-node.js';
import type { Node } from '../../ir/node.js';
import type { OpDef } from '../../ir/op.js';
import { constant } from '../../ir/scope.js';
import type { Value } from '../../ir/value.js';
import { Add } from '../../ops/add.js';
import { Concat } from '../../ops/concat.js';
import { Conv } from '../../ops/conv.js';
import { Reshape } from '../../ops/reshape.js';
import type { WindowAxis } from '../../ops/shared/window.js';
import { channelsOf } from '../channels/channel-role.js';
import { deriveTensor, type Source } from '../derive-parameter.js';
import type { WorkingModel } from '../pass.js';
import type { ConvNode } from './row-role.js';

/** Rows 0, 2, 4 ... and rows 1, 3, 5 ... of a map with an even number of them. */
export interface RowPair {
  readonly even: Value;
  readonly odd: Value;
}

/** Rows a convolution adds up: the taps, and the padding above and below. */
interface Taps {
  /** For each tap the factors of the kernel's rows it is the sum of. */
  readonly rows: readonly (readonly number[])[];
  readonly pads: readonly [top: number, bottom: number];
}

/** Writes nodes in front of the one they replace. */
export class RowWriter {
  constructor(
    readonly model: WorkingModel,
    readonly at: Node | undefined,
    readonly path: string,
  ) {}

  private emit<A extends object>(
    op: OpDef<A>,
    inputs: readonly (Value | undefined)[],
    attrs: A | object,
  ): Value {
    const within = this.model.graph.name;
    const node = createNode(op, inputs, attrs as Readonly<Record<string, unknown>>, {
      path: this.path,
      within,
    });
    this.model.graph.insert(node, this.at);
    return node.output;
  }

  /** The node on other inputs: its outputs. */
  again(node: Node, inputs: readonly (Value | undefined)[]): readonly Value[] {
    const options = { path: this.path, within: this.model.graph.name, outputCount: node.outputs.length };
    const made = createNode(node.op, inputs, node.attrs, options);
    this.model.graph.insert(made, this.at);
    return made.outputs;
  }

  private add(a: Value, b: Value): Value {
    return this.emit(Add, [a, b], {});
  }

  /** Each channel by itself: the sum of neighbouring rows by these factors. */
  private sumRows(x: Value, factors: readonly number[], pads: readonly [number, number], stride = 1): Value {
    const channels = channelsOf(x);
    const data = Array.from({ length: channels }, () => factors).flat();
    const kernel = constant(data, [channels, 1, factors.length, 1], 'float32');
    return this.emit(Conv, [x, kernel], {
      kernel_shape: [factors.length, 1],
      strides: [stride, 1],
      dilations: [1, 1],
      pads: [pads[0], 0, pads[1], 0],
      group: channels,
    });
  }

  /** A map taken apart, by convolutions that copy: they stay in the blocked layout, slices would leave it. */
  split(x: Value): RowPair {
    return { even: this.sumRows(x, [1], [0, 0], 2), odd: this.sumRows(x, [0, 1], [0, 0], 2) };
  }

  /** The map of a pair, rows in turn: side by side, then read as twice the rows. */
  join({ even, odd }: RowPair, whole: Value): Value {
    const beside = this.emit(Concat, [even, odd], { axis: 3 });
    const sizes = whole.type.shape.slice(1) as readonly number[];
    return this.emit(Reshape, [beside, constant([0, ...sizes])], {});
  }

  /** Mean over all rows of both. */
  pool(pool: Node, { even, odd }: RowPair): Value {
    const [a, b] = [even, odd].map((half) => this.emit(pool.op, [half], pool.attrs)) as [Value, Value];
    return this.add(this.sumRows(a, [0.5], [0, 0]), this.sumRows(b, [0.5], [0, 0]));
  }

  /**
   * Two rows of a convolution with the rows g0, g1, g2 by four products instead of six, F(2,3) of arXiv:1509.09308, section 4.1:
   * m0 = (d0 - d2) g0, m1 = (d1 + d2) (g0 + g1 + g2) / 2, m2 = (d2 - d1) (g0 - g1 + g2) / 2, m3 = (d1 - d3) g2;
   * even rows are m0 + m1 + m2, odd ones m1 - m2 - m3. Here d0 and d2 are odd rows of the input, d1 and d3 even ones.
   */
  filter(conv: ConvNode, { even, odd }: RowPair): RowPair {
    const none = [0, 0] as const;
    const outer = this.sumRows(odd, [1, -1], [1, 0]);
    const inner = this.sumRows(even, [1, -1], [0, 1]);
    const sum = this.add(even, odd);
    const difference = this.add(this.sumRows(even, [-1], none), odd);
    const m1 = this.convolve(conv, sum, { rows: [[0.5, 0.5, 0.5]], pads: none }, true);
    const m2 = this.convolve(conv, difference, { rows: [[0.5, -0.5, 0.5]], pads: none }, false);
    const both = this.add(m1, m2);
    const apart = this.add(this.sumRows(m2, [-1], none), m1);
    const m0 = this.convolve(conv, outer, { rows: [[1, 0, 0]], pads: none }, false);
    const m3 = this.convolve(conv, inner, { rows: [[0, 0, -1]], pads: none }, false);
    return { even: this.add(m0, both), odd: this.add(m3, apart) };
  }

  /** A convolution that goes down two rows at a time: its even taps on one half, its odd taps on the other. */
  halve(conv: ConvNode, { even, odd }: RowPair, rows: WindowAxis): Value {
    const halves = [even, odd].flatMap((half, parity) => {
      const taps = tapsOfHalf(
        rows,
        parity,
        half.type.shape[2] as number,
        conv.output.type.shape[2] as number,
      );
      return taps === undefined ? [] : [{ half, taps }];
    });
    const parts = halves.map(({ half, taps }, i) => this.convolve(conv, half, taps, i === halves.length - 1));
    return parts.reduce((sum, part) => this.add(sum, part));
  }

  /** The convolution with other rows in its kernel. */
  private convolve(conv: ConvNode, x: Value, taps: Taps, bias: boolean): Value {
    const [, weight, added] = conv.inputs as readonly [Value, Source, Source?];
    const [out = 1, inPerGroup = 1, height = 1, width = 1] = weight.type.shape as readonly number[];
    const shape = [out, inPerGroup, taps.rows.length, width];
    const kernel = deriveTensor(this.model, 'rows_weight', shape, [weight], (data) =>
      mixRows(data as Float32Array, { height, width }, taps.rows),
    );
    const [, left = 0, , right = 0] = conv.attrs.pads ?? [];
    const [, columnStride = 1] = conv.attrs.strides ?? [];
    return this.emit(Conv, [x, kernel, bias ? added : undefined], {
      ...conv.attrs,
      kernel_shape: [taps.rows.length, width],
      strides: [1, columnStride],
      pads: [taps.pads[0], left, taps.pads[1], right],
    });
  }
}

/**
 * Taps that fall on the rows of one parity, as rows of that half; undefined where there are none. Tap t of row y reads row
 * 2 y + t - top of the map.
 */
export function tapsOfHalf(rows: WindowAxis, parity: number, size: number, output: number): Taps | undefined {
  const offsets = Array.from({ length: rows.kernel }, (_, tap) => tap - rows.pads[0]);
  const own = offsets.flatMap((offset, tap) =>
    Math.abs(offset % 2) === parity ? [{ tap, row: (offset - parity) / 2 }] : [],
  );
  const [first] = own;
  const last = own.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    rows: own.map(({ tap }) => offsets.map((_, other) => Number(other === tap))),
    pads: [-first.row, output - size + last.row],
  };
}

/** Kernels whose rows are sums of the given ones' rows; float64, rounded once. */
function mixRows(
  kernel: Float32Array,
  { height, width }: { height: number; width: number },
  rows: readonly (readonly number[])[],
): Float32Array {
  const kernels = kernel.length / (height * width);
  const mixed = new Float32Array(kernels * rows.length * width);
  rows.forEach((factors, r) => {
    const taken = factors.flatMap((factor, y) => (factor === 0 ? [] : [{ factor, from: y * width }]));
    for (let k = 0; k < kernels; k++) {
      const [to, from] = [(k * rows.length + r) * width, k * height * width];
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (const row of taken) sum += row.factor * (kernel[from + row.from + x] as number);
        mixed[to + x] = sum;
      }
    }
  });
  return mixed;
}
