import { describe, expect, it } from 'vitest';
import {
  constant,
  emit,
  Graph,
  type Node,
  param,
  type Scope,
  scopeOf,
  tensorType,
  Value,
} from '../ir/index.js';
import { Add, Conv, ConvTranspose, GlobalAveragePool, MaxPool, Relu, Resize } from '../ops/index.js';
import { interpret } from '../reference/index.js';
import { memoryTensor } from '../weights/lazy-tensor.js';
import {
  criticalPath,
  memoryTimeline,
  opKind,
  paretoFront,
  peakMemory,
  type ReceptiveField,
  receptiveFields,
  ridgeSweep,
  roofline,
  summarize,
} from './index.js';

const conv = (
  s: Scope,
  x: Value,
  name: string,
  out: number,
  kernel: number,
  stride = 1,
  dilation = 1,
): Value => {
  const weight = param(s(name), 'weight', [out, Number(x.type.shape[1]), kernel, kernel], {
    init: { kind: 'normal', std: 1 },
  });
  const pad = (dilation * (kernel - 1)) / 2;
  return emit(s(name), Conv, [x, weight], {
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pads: [pad, pad, pad, pad],
  });
};

/** A residual block behind a strided convolution: 3 -> 8 channels, 16 x 16 -> 8 x 8. */
function network(): Graph {
  const graph = new Graph('net');
  const s = scopeOf(graph);
  const x = graph.addInput('x', new Value(tensorType('float32', [1, 3, 16, 16])));
  const stem = emit(s('stem'), Relu, [conv(s, x, 'stem', 8, 3, 2)], {});
  const branch = conv(s, emit(s, Relu, [conv(s, stem, 'a', 16, 1)], {}), 'b', 8, 3);
  const sum = emit(s, Add, [branch, stem], {});
  graph.setOutputs([{ name: 'y', value: emit(s, GlobalAveragePool, [sum], {}) }]);
  return graph;
}

describe('receptive fields', () => {
  it('grow as the closed form says', () => {
    const graph = new Graph('fields');
    const s = scopeOf(graph);
    const x = graph.addInput('x', new Value(tensorType('float32', [1, 3, 64, 64])));
    const a = conv(s, x, 'a', 4, 7, 2);
    const b = emit(s, MaxPool, [a], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
    const c = conv(s, b, 'c', 4, 3, 1, 2);
    graph.setOutputs([{ name: 'y', value: emit(s, GlobalAveragePool, [c], {}) }]);
    const fields = receptiveFields(graph);
    // ResNet's stem: 7, then 7 + 2 * 2 = 11, then 11 + 4 * 4 = 27 pixels, 4 apart.
    expect([a, b, c].map((value) => fields.get(value))).toEqual([
      { size: [7, 7], jump: [2, 2] },
      { size: [11, 11], jump: [4, 4] },
      { size: [27, 27], jump: [4, 4] },
    ]);
    expect(fields.get(graph.outputs[0]?.value as Value)?.size).toEqual([Infinity, Infinity]);
  });

  it.each(['nearest', 'linear', 'transposed'])(
    'are what changes an element behind a %s enlargement',
    async (how) => {
      const graph = new Graph('enlarged');
      const s = scopeOf(graph);
      const x = graph.addInput('x', new Value(tensorType('float32', [1, 1, 32, 32])));
      const half = conv(s, x, 'a', 1, 3, 2);
      const kernel = param(s('up'), 'weight', [1, 1, 4, 4], { init: { kind: 'constant', value: 1 } });
      const scales = constant([1, 1, 2, 2], [4], 'float32');
      const up =
        how === 'transposed'
          ? emit(s, ConvTranspose, [half, kernel], { strides: [2, 2], pads: [1, 1, 1, 1] })
          : emit(s, Resize, [half, undefined, scales], { mode: how as 'linear' });
      const y = conv(s, up, 'b', 1, 3);
      graph.setOutputs([{ name: 'y', value: y }]);
      const { size, jump } = receptiveFields(graph).get(y) as ReceptiveField;
      expect(jump).toEqual([1, 1]);
      const weights = new Map(
        [...graph.params].map(([name, { type }]) => {
          const shape = type.shape as number[];
          return [
            name,
            memoryTensor('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1)),
          ];
        }),
      );
      const seen = [15, 16].map(() => new Set<number>());
      for (let row = 0; row < 32; row++) {
        const data = new Float32Array(32 * 32).fill(1, 32 * row, 32 * (row + 1));
        const result = await interpret(
          { graph, weights },
          { x: { dtype: 'float32', shape: [1, 1, 32, 32], data } },
        );
        for (const [i, at] of [15, 16].entries()) if (result.y?.data[32 * at + 16] !== 0) seen[i]?.add(row);
      }
      expect(Math.max(...seen.map((rows) => rows.size))).toBe(size[0]);
    },
  );
});

describe('working memory', () => {
  it('is what a brute-force simulation of who is still needed finds', () => {
    const graph = network();
    const bytes = (value: Value): number =>
      4 * value.type.shape.reduce<number>((n, dim) => n * Number(dim), 1);
    const simulated = graph.nodes.map((node, index) => {
      const made = new Set([
        ...graph.inputs.map((input) => input.value),
        ...graph.nodes.slice(0, index + 1).flatMap((n) => n.outputs),
      ]);
      const needed = new Set<Value>([...node.inputs.filter((v) => v !== undefined), ...node.outputs]);
      for (const later of graph.nodes.slice(index + 1))
        for (const v of later.inputs) if (v !== undefined) needed.add(v);
      for (const output of graph.outputs) needed.add(output.value);
      return [...made].filter((value) => needed.has(value)).reduce((sum, value) => sum + bytes(value), 0);
    });
    expect(memoryTimeline(graph).map((moment) => moment.bytes)).toEqual(simulated);
    expect(peakMemory(graph).bytes).toBe(Math.max(...simulated));
  });
});

describe('roofline', () => {
  it('takes the longer of arithmetic and memory of each layer', () => {
    const { layers } = summarize(network());
    const device = { name: 'd', macsPerSecond: 1e9, bytesPerSecond: 1e9, source: 'test' };
    const time = roofline(layers, device);
    const b = time.layers.find(({ layer }) => layer.path === 'b');
    expect(b?.layer.macs).toBe(8 * 8 * 8 * 16 * 9);
    // Reads 16 x 8 x 8 and 8 x 16 x 9 weights, writes 8 x 8 x 8.
    expect(b?.memorySeconds).toBeCloseTo((4 * (16 * 64 + 8 * 144 + 8 * 64)) / 1e9, 15);
    expect(b?.bound).toBe('arithmetic');
    expect(time.layers.find(({ layer }) => layer.op === 'Add')?.bound).toBe('memory');
    expect(time.seconds).toBeCloseTo(
      time.layers.reduce((sum, layer) => sum + Math.max(layer.macSeconds, layer.memorySeconds), 0),
      15,
    );
  });

  it('ranks by MACs at ridge point 0 and by bytes at the far end', () => {
    const { layers } = summarize(network());
    const cheap = { ...(layers[0] as (typeof layers)[0]), macs: 1, bytesRead: 1e6, bytesWritten: 0 };
    const models = [
      { name: 'macs', layers, accuracy: 70 },
      { name: 'bytes', layers: [cheap], accuracy: 60 },
    ];
    const [first, last] = ridgeSweep(models, [0, 500]);
    expect(first?.front).toEqual(['bytes', 'macs']);
    expect(last?.front).toEqual(['macs']);
  });

  it('fronts hold the points nothing beats', () => {
    const points = [
      { cost: 1, accuracy: 60 },
      { cost: 2, accuracy: 59 },
      { cost: 2, accuracy: 70 },
      { cost: 3, accuracy: 70 },
    ];
    expect(paretoFront(points)).toEqual([points[0], points[2]]);
  });
});

describe('paths and kinds', () => {
  it('the critical path goes through the branch, not the shortcut', () => {
    const graph = network();
    const macs = (node: Node): number => Number(summarize(graph).layers[graph.nodes.indexOf(node)]?.macs);
    expect(criticalPath(graph, macs).nodes.map((node) => node.path || node.op.name)).toEqual(
      expect.arrayContaining(['stem', 'a', 'b']),
    );
  });

  it('tells convolutions apart by kernel and groups', () => {
    const graph = new Graph('kinds');
    const s = scopeOf(graph);
    const x = graph.addInput('x', new Value(tensorType('float32', [1, 8, 8, 8])));
    const grouped = (name: string, shape: number[], group: number) =>
      emit(s, Conv, [x, param(s(name), 'weight', shape, { init: { kind: 'normal', std: 1 } })], { group });
    const values = [
      grouped('p', [8, 8, 1, 1], 1),
      grouped('g', [8, 4, 3, 3], 2),
      grouped('d', [8, 1, 5, 5], 8),
    ];
    expect(values.map((value) => opKind(value.producer as Node))).toEqual([
      'Conv 1x1',
      'Conv 3x3 grouped',
      'Conv 5x5 depthwise',
    ]);
    // A fixed kernel is not learned and not counted.
    const fixed = emit(s, Conv, [x, constant(new Array(72).fill(1), [8, 1, 3, 3], 'float32')], { group: 8 });
    graph.setOutputs([{ name: 'y', value: fixed }]);
    graph.prune();
    expect(summarize(graph).macs).toBe(0);
  });
});
