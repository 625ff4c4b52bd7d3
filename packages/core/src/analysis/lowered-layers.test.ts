import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { constant, emit, Graph, param, type Scope, scopeOf, tensorType, Value } from '../ir/index.js';
import { encodeOnnx } from '../onnx/index.js';
import { parseModel } from '../onnx/parse-model.js';
import { Add, Clip, Concat, Conv, GlobalAveragePool, HardSwish, MaxPool, Mul, Relu } from '../ops/index.js';
import { seededWeights } from '../weights/index.js';
import { fitCosts, type LayerSummary, loweredLayers, roofline } from './index.js';

interface ConvWords {
  kernel?: number;
  stride?: number;
  groups?: number;
}

class Net {
  readonly graph = new Graph('net');
  readonly #s: Scope = scopeOf(this.graph);
  #count = 0;
  readonly x = this.graph.addInput('x', new Value(tensorType('float32', [1, 3, 32, 32])));

  conv(x: Value, out: number, { kernel = 1, stride = 1, groups = 1 }: ConvWords = {}): Value {
    const s = this.#s(`conv${this.#count++}`);
    const shape = [out, Number(x.type.shape[1]) / groups, kernel, kernel];
    const weight = param(s, 'weight', shape, { init: { kind: 'normal', std: 1 } });
    const pad = (kernel - 1) >> 1;
    const attrs = { pads: [pad, pad, pad, pad], strides: [stride, stride], group: groups };
    // As folded norms leave one; without it onnxruntime fuses less.
    const bias = param(s, 'bias', [out], { init: { kind: 'normal', std: 1 } });
    return emit(s, Conv, [x, weight, bias], attrs);
  }

  op(op: typeof Relu | typeof Add | typeof Mul, ...inputs: Value[]): Value {
    return emit(this.#s, op, inputs, {});
  }

  clip(x: Value): Value {
    const bound = (value: number) => constant([value], [], 'float32');
    return emit(this.#s, Clip, [x, bound(0), bound(6)], {});
  }

  concat(...parts: Value[]): Value {
    return emit(this.#s, Concat, parts, { axis: 1 });
  }

  maxPool(x: Value): Value {
    return emit(this.#s, MaxPool, [x], { kernel_shape: [2, 2], strides: [2, 2] });
  }

  done(y: Value): Graph {
    this.graph.setOutputs([{ name: 'y', value: y }]);
    return this.graph;
  }
}

/** Nodes of the graph as onnxruntime rewrites it, by op, and the channels in a block of its layout. */
async function optimized(graph: Graph): Promise<{ ops: Record<string, number>; block: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'gossamer-lowered-'));
  const optimizedModelFilePath = join(folder, 'optimized.onnx');
  try {
    const onnx = await encodeOnnx({ graph, weights: seededWeights(graph.params, 1) });
    const options = { optimizedModelFilePath, graphOptimizationLevel: 'all', logSeverityLevel: 3 } as const;
    await (await InferenceSession.create(onnx, options)).release();
    const file = parseModel(readFileSync(optimizedModelFilePath)).graph;
    const ops: Record<string, number> = {};
    for (const { opType } of file.node) {
      const name = opType === 'FusedConv' ? 'Conv' : opType;
      ops[name] = (ops[name] ?? 0) + 1;
    }
    // The first convolution's four channels are padded to a block.
    const stem = file.initializer.find(({ dims }) => dims.length === 4 && Number(dims[1]) === 3);
    return { ops, block: Number(stem?.dims[0]) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function opsOf(layers: readonly LayerSummary[]): Record<string, number> {
  const ops: Record<string, number> = {};
  for (const { op, kind } of layers) if (!kind.endsWith(' in Conv')) ops[op] = (ops[op] ?? 0) + 1;
  return ops;
}

const networks: [string, (net: Net) => Value][] = [
  [
    'an inverted residual',
    (n) => {
      const x = n.conv(n.clip(n.conv(n.x, 4, { kernel: 3, stride: 2 })), 32);
      const wide = n.clip(n.conv(n.clip(n.conv(x, 96)), 96, { kernel: 3, groups: 96 }));
      return n.op(Relu, n.op(Add, n.conv(wide, 32), x));
    },
  ],
  [
    'channels gated by one pixel',
    (n) => {
      const x = n.op(HardSwish, n.conv(n.op(Relu, n.conv(n.x, 4, { kernel: 3 })), 64));
      const gate = n.conv(n.op(GlobalAveragePool, x), 64);
      return n.conv(n.op(Mul, x, gate), 32);
    },
  ],
  [
    'parts that are no whole blocks',
    (n) => {
      const x = n.op(Relu, n.conv(n.conv(n.x, 4, { kernel: 3 }), 20));
      const both = n.concat(x, n.op(Relu, n.conv(x, 20, { kernel: 3, groups: 20 })));
      return n.op(Add, n.conv(both, 32), n.conv(both, 32, { kernel: 3 }));
    },
  ],
  [
    'parts that are whole blocks',
    (n) => {
      const x = n.op(Relu, n.conv(n.conv(n.x, 4, { kernel: 3 }), 32));
      return n.conv(n.maxPool(n.concat(x, n.op(Relu, n.conv(x, 16)))), 32);
    },
  ],
  [
    'narrow groups with a shortcut',
    (n) => {
      const x = n.op(Relu, n.conv(n.conv(n.x, 4, { kernel: 3 }), 24));
      const y = n.op(Relu, n.conv(x, 24, { kernel: 3, groups: 4 }));
      return n.op(Relu, n.op(Add, n.conv(y, 24, { groups: 3 }), x));
    },
  ],
];

describe('lowered layers', () => {
  it.each(networks)('are what onnxruntime makes of %s', async (_, build) => {
    const net = new Net();
    const graph = net.done(build(net));
    const { ops, block } = await optimized(graph);
    expect([8, 16]).toContain(block);
    expect(opsOf(loweredLayers(graph, { channelBlock: block }))).toEqual(ops);
  });

  it('count padded channels', () => {
    const net = new Net();
    const graph = net.done(net.conv(net.conv(net.x, 20, { kernel: 3 }), 40));
    const [stem, second] = loweredLayers(graph, { channelBlock: 16 });
    expect(stem).toMatchObject({ kind: 'Conv 3x3 stem', macs: 32 * 32 * 27 * 32 });
    expect(second).toMatchObject({
      kind: 'Conv 1x1',
      macs: 32 * 32 * 32 * 48,
      bytesWritten: 4 * 32 * 32 * 48,
    });
    expect(loweredLayers(graph)[1]).toMatchObject({ kind: 'Conv 1x1', macs: 32 * 32 * 20 * 40 });
  });
});

describe('fitted costs', () => {
  it('are found again from times made with them', () => {
    const layer = (kind: string, macs: number, bytes: number) =>
      ({
        path: '',
        op: kind,
        kind,
        shape: [],
        macs,
        activations: 0,
        params: 0,
        bytesRead: bytes,
        bytesWritten: 0,
      }) as const;
    const truth = {
      a: { overheadSeconds: 2e-6, secondsPerMac: 1e-11, secondsPerByte: 2e-11 },
      b: { overheadSeconds: 5e-6, secondsPerMac: 0, secondsPerByte: 6e-11 },
    };
    const device = {
      name: 'd',
      macsPerSecond: 1,
      bytesPerSecond: 1,
      costs: truth,
      runSeconds: 2e-5,
      source: '',
    };
    const samples = Array.from({ length: 24 }, (_, i) => {
      const layers = [
        ...Array.from({ length: 1 + (i % 4) }, () => layer('a', 1e6 * (1 + (i % 5)), 1e5 * (1 + (i % 3)))),
        ...Array.from({ length: i % 3 }, () => layer('b', 0, 1e5 * (1 + (i % 7)))),
      ];
      return { layers, seconds: roofline(layers, device).seconds };
    });
    const prior = { overheadSeconds: 1e-6, secondsPerMac: 2e-11, secondsPerByte: 3e-11 };
    const fitted = fitCosts(samples, prior);
    expect(Math.max(...fitted.residuals)).toBeLessThan(0.005);
    expect(fitted.costs.a?.secondsPerMac).toBeCloseTo(1e-11, 12);
    expect(fitted.costs.b?.secondsPerByte).toBeCloseTo(6e-11, 12);
    expect(fitted.costs.b?.secondsPerMac).toBe(prior.secondsPerMac);
  });
});
