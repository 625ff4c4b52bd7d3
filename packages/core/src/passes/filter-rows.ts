// Convolutions of three rows computed two rows at a time with four products instead of six.

import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { channelsOf, isMap } from './channels/channel-role.js';
import { CPU, channelArea, moveTime } from './channels/cpu-cost.js';
import { sum } from './channels/part-costs.js';
import type { Pass, WorkingModel } from './pass.js';
import { type RowClass, type RowClasses, rowClasses } from './rows/row-classes.js';
import { type RowPair, RowWriter, tapsOfHalf } from './rows/row-pairs.js';
import type { ConvNode } from './rows/row-role.js';

export interface FilterRowsOptions {
  /** Channels that onnxruntime's blocked layout keeps together: 16 with AVX-512, 8 with AVX2. Default 16. */
  readonly block?: number | undefined;
}

/**
 * Winograd's minimal filtering F(2,3) along the rows (Lavin and Gray, arXiv:1509.09308), as ordinary operators. Maps are kept as
 * their even and their odd rows from one strided convolution to the next: a 3x3 convolution then is four 1x3 convolutions on
 * half the rows each, two thirds of its products, 1x1 convolutions and sums work on each half, and the next strided convolution
 * reads its even taps from one half and its odd taps from the other. Needs known, even heights. Done for a stage where the cost
 * model finds the products saved worth more than the maps moved. Rounding differs: about twice the error of a plain sum.
 */
export function filterRows({ block = 16 }: FilterRowsOptions = {}): Pass {
  return {
    name: 'filterRows',
    run(model) {
      const classes = rowClasses(model.graph);
      const chosen = new Set(classes.all.filter((own) => gain(own, classes, block) > 0));
      const filters = [...chosen].flatMap((own) => own.inner.filter((node) => isFilter(node, classes)));
      if (chosen.size > 0) new RowRewriter(model, classes, chosen).run();
      const notes =
        chosen.size === 0 ? [] : [`${filters.length} convolutions on ${chosen.size} sizes of maps`];
      return { pass: this.name, changed: filters.length, notes };
    },
  };
}

/** Sums with a convolution, and activations behind a convolution or such a sum: runtimes compute them with it. */
function isFused({ op, inputs }: Node): boolean {
  const producers = inputs.filter(isMap).map((value) => value.producer?.op.name);
  if (op.name === 'Add') return producers.includes('Conv');
  return producers.length === 1 && op.name !== 'Conv' && ['Add', 'Conv'].includes(producers[0] ?? '');
}

function isFilter(node: Node, classes: RowClasses): boolean {
  return classes.role(node).kind === 'filter';
}

/** Microseconds saved by keeping the maps of a class as pairs; below 0 where it costs, or cannot be. */
function gain(own: RowClass, classes: RowClasses, block: number): number {
  const filters = own.inner.filter((node) => isFilter(node, classes)) as ConvNode[];
  if (filters.length === 0 || !own.values.every(hasPairs) || !filters.every((conv) => isBlocked(conv, block)))
    return -1;
  const saved = sum(filters.map(productsTime)) / 3;
  const steps = own.inner.filter((node) => !isFused(node) && !isFilter(node, classes)).length * CPU.node;
  const costs = [
    ...filters.map(filterTime),
    ...own.entries.map((value) => 2 * CPU.node + 2 * moveTime(value)),
    ...own.exits.map((node) => exitTime(node, own, classes)),
    ...own.results.map(joinTime),
  ];
  return saved - MARGIN * (steps + sum(costs));
}

/** Times are rough: what looks as good is left as it is. */
const MARGIN = 1.1;

/** An even number of rows, and columns that are known. */
function hasPairs({ type }: Value): boolean {
  const [height, width] = type.shape.slice(2);
  return typeof height === 'number' && height % 2 === 0 && height > 2 && typeof width === 'number';
}

/** Groups that fill whole blocks: others leave the blocked layout, where half the rows make slow products. */
function isBlocked({ inputs, output, attrs }: ConvNode, block: number): boolean {
  const sides = [inputs[0] as Value, output].map((value) => channelsOf(value) / attrs.group);
  return attrs.group === 1
    ? sides.every((channels) => channels >= block)
    : sides.every((channels) => channels % block === 0);
}

function productsTime({ inputs, output }: ConvNode): number {
  const [, ...taps] = (inputs[1] as Value).type.shape as readonly number[];
  return (taps.reduce((a, b) => a * b, 1) * channelsOf(output) * channelArea(output)) / CPU.macs;
}

/** Sums and differences before and behind the four products. */
function filterTime({ inputs, output }: ConvNode): number {
  return 9 * CPU.node + 5 * moveTime(inputs[0] as Value) + 3 * moveTime(output);
}

function exitTime(node: Node, own: RowClass, classes: RowClasses): number {
  const role = classes.role(node);
  if (role.kind === 'pool') return 3 * CPU.node;
  if (role.kind === 'halve' && canHalve(node as ConvNode, role.rows))
    return CPU.node + 2 * moveTime(node.output);
  const read = node.inputs.filter((value) => value !== undefined && own.values.includes(value)) as Value[];
  return sum(read.map(joinTime));
}

/** Out of the blocked layout, side by side, and back into it. */
function joinTime(value: Value): number {
  return 5 * CPU.node + 6 * moveTime(value);
}

/** Both halves give all rows of the output without rows to leave out. */
function canHalve({ inputs, output }: ConvNode, rows: Parameters<typeof tapsOfHalf>[0]): boolean {
  const size = ((inputs[0] as Value).type.shape[2] as number) / 2;
  return [0, 1].every(
    (parity) => (tapsOfHalf(rows, parity, size, output.type.shape[2] as number)?.pads[1] ?? 0) >= 0,
  );
}

class RowRewriter {
  readonly #pairs = new Map<Value, RowPair>();
  readonly #wholes = new Map<Value, Value>();

  constructor(
    readonly model: WorkingModel,
    readonly classes: RowClasses,
    readonly chosen: ReadonlySet<RowClass>,
  ) {}

  run(): void {
    const { graph } = this.model;
    for (const { value } of graph.inputs) this.#enter([value, value], graph.nodes[0]);
    for (const node of [...graph.nodes]) {
      const writer = new RowWriter(this.model, node, node.path);
      const next = graph.nodes[graph.nodes.indexOf(node) + 1];
      if (this.#isInner(node)) this.#inside(node, writer);
      else for (const output of this.#outside(node, writer)) this.#enter(output, next);
    }
    for (const { value } of graph.outputs) {
      if (this.#pairs.has(value) && this.#isInner(value.producer)) {
        graph.replace(
          value,
          this.#whole(value, new RowWriter(this.model, undefined, value.producer?.path ?? '')),
        );
      }
    }
    graph.prune();
  }

  #isChosen(value: Value | undefined): boolean {
    const own = value && this.classes.of(value);
    return own !== undefined && this.chosen.has(own);
  }

  #isInner(node: Node | undefined): boolean {
    if (node === undefined) return false;
    return ['same', 'filter'].includes(this.classes.role(node).kind) && this.#isChosen(node.output);
  }

  /** A map that something else computes is taken apart behind it. */
  #enter([old, value]: readonly [Value, Value], next: Node | undefined): void {
    if (!this.#isChosen(old)) return;
    const writer = new RowWriter(this.model, next, value.producer?.path ?? '');
    this.#pairs.set(value, writer.split(value));
    this.#wholes.set(value, value);
  }

  #inside(node: Node, writer: RowWriter): void {
    const pairs = node.inputs.map((value) => value && this.#pairs.get(value));
    if (isFilter(node, this.classes)) {
      this.#pairs.set(node.output, writer.filter(node as ConvNode, pairs[0] as RowPair));
      return;
    }
    const [even, odd] = (['even', 'odd'] as const).map((half) =>
      writer.again(
        node,
        node.inputs.map((value, i) => pairs[i]?.[half] ?? value),
      ),
    ) as [readonly Value[], readonly Value[]];
    node.outputs.forEach((output, i) => {
      this.#pairs.set(output, { even: even[i] as Value, odd: odd[i] as Value });
    });
  }

  /** A node that does not work on pairs, or makes something else of one. Returns its outputs, old and new. */
  #outside(node: Node, writer: RowWriter): readonly (readonly [Value, Value])[] {
    const { graph } = this.model;
    const role = this.classes.role(node);
    const pair = this.#pairs.get(node.inputs[0] as Value);
    const made =
      pair === undefined
        ? undefined
        : role.kind === 'pool'
          ? writer.pool(node, pair)
          : role.kind === 'halve' && canHalve(node as ConvNode, role.rows)
            ? writer.halve(node as ConvNode, pair, role.rows)
            : undefined;
    if (made !== undefined) {
      if (node.output.name !== undefined) made.name = node.output.name;
      graph.replace(node.output, made);
      return [[node.output, made]];
    }
    for (const [index, value] of node.inputs.entries()) {
      if (value !== undefined && this.#pairs.has(value))
        graph.setInput(node, index, this.#whole(value, writer));
    }
    return node.outputs.map((output) => [output, output]);
  }

  #whole(value: Value, writer: RowWriter): Value {
    const known = this.#wholes.get(value) ?? writer.join(this.#pairs.get(value) as RowPair, value);
    this.#wholes.set(value, known);
    return known;
  }
}
