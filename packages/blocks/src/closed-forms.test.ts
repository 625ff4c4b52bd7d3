// Our counts equal the papers' closed forms.
import { bindDims, Graph, type Scope, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { scopeCosts, summarize } from '@gossamer/core/analysis';
import { describe, expect, it } from 'vitest';
import {
  bottleneckBlock,
  conv2d,
  denseBlock,
  depthwiseSeparable,
  partialConv,
  partialDenseBlock,
  shuffleUnit,
} from './index.js';

const [H, W] = [14, 10];

function macsOf(
  channels: number,
  build: (s: Scope, x: Value) => Value,
  size: readonly [number, number] = [H, W],
): number {
  return Number(summarize(graphOf(channels, build, size)).macs);
}

function graphOf(
  channels: number,
  build: (s: Scope, x: Value) => Value,
  [h, w]: readonly [number, number],
): Graph {
  const graph = new Graph('closed form');
  const x = graph.addInput('x', new Value(tensorType('float32', [1, channels, h, w])));
  graph.setOutputs([{ name: 'y', value: build(scopeOf(graph), x) }]);
  return graph;
}

describe('MobileNet: depthwise separable over dense is 1 / N + 1 / k^2 (arXiv:1704.04861, section 3.1)', () => {
  it.each([
    [32, 64, 3],
    [24, 40, 5],
    [16, 128, 7],
  ])('M = %i, N = %i, k = %i', (m, n, kernel) => {
    const separable = macsOf(m, (s, x) => depthwiseSeparable(s, x, { out: n, kernel }));
    const dense = macsOf(m, (s, x) => conv2d(s, x, { out: n, kernel }));
    expect(separable / dense).toBeCloseTo(1 / n + 1 / kernel ** 2, 12);
  });
});

describe('ShuffleNet: units of c channels with bottleneck m (arXiv:1707.01083, section 3.2)', () => {
  const [c, m] = [240, 60];

  it('ResNet h w (2 c m + 9 m^2), ResNeXt h w (2 c m + 9 m^2 / g)', () => {
    for (const groups of [1, 3, 4]) {
      const macs = macsOf(c, (s, x) => bottleneckBlock(s, x, { out: c, mid: m, groups }));
      expect(macs).toBe(H * W * (2 * c * m + (9 * m * m) / groups));
    }
  });

  it.each([1, 2, 3, 4])('ShuffleNet h w (2 c m / g + 9 m), g = %i', (groups) => {
    const macs = macsOf(c, (s, x) => shuffleUnit(s, x, { out: c, groups }));
    expect(macs).toBe(H * W * ((2 * c * m) / groups + 9 * m));
  });
});

describe('FasterNet: a partial convolution costs r^2 of a dense one (arXiv:2303.03667, section 3.2)', () => {
  it.each([2, 4, 8])('r = 1 / %i', (divisor) => {
    const partial = macsOf(64, (s, x) => partialConv(s, x, { divisor }));
    const dense = macsOf(64, (s, x) => conv2d(s, x, { out: 64, kernel: 3 }));
    expect(partial / dense).toBeCloseTo(1 / divisor ** 2, 12);
    expect(partial).toBe(H * W * 9 * (64 / divisor) ** 2);
  });
});

describe('CSPNet: channels read and written by dense layers (arXiv:1911.11929, section 3.1)', () => {
  const [c, d, m] = [64, 32, 4];

  /** Channels every dense layer reads plus the ones it writes. */
  function channelTraffic(graph: Graph, prefix: string): number {
    const layers = graph.nodes.filter((node) => node.path.startsWith(`${prefix}layers.`));
    const index = (path: string): string => path.slice(prefix.length).split('.')[1] as string;
    const seen = new Map<string, number>();
    for (const node of layers) {
      const at = index(node.path);
      const first = !seen.has(at);
      const read = first ? Number(node.inputs[0]?.type.shape[1]) : 0;
      const writes = node.op.name === 'Conv' && node.output.type.shape[1] === d ? d : 0;
      seen.set(at, (seen.get(at) ?? 0) + read + writes);
    }
    return [...seen.values()].reduce((sum, channels) => sum + channels, 0);
  }

  it('a dense block moves c m + (m^2 + m) d / 2', () => {
    const graph = graphOf(c, (s, x) => denseBlock(s, x, { layers: m, growth: d }), [H, W]);
    expect(channelTraffic(graph, '')).toBe(c * m + ((m * m + m) * d) / 2);
  });

  it('a partial dense block moves (c m + (m^2 + m) d) / 2', () => {
    const graph = graphOf(c, (s, x) => partialDenseBlock(s, x, { layers: m, growth: d }), [H, W]);
    expect(channelTraffic(graph, 'dense.')).toBe((c * m + (m * m + m) * d) / 2);
  });
});

describe('formulas', () => {
  it('are polynomials of open sizes and become the numbers when bound', () => {
    const graph = new Graph('open');
    const shape = [symbolicDim('N'), 8, symbolicDim('H'), symbolicDim('W')];
    const x = graph.addInput('x', new Value(tensorType('float32', shape)));
    graph.setOutputs([{ name: 'y', value: depthwiseSeparable(scopeOf(graph), x, { out: 16 }) }]);
    expect(String(summarize(graph).macs)).toBe(`${8 * 9 + 8 * 16}*H*N*W`);
    const bound = bindDims(graph, { N: 1, H, W });
    expect(summarize(bound).macs).toBe((8 * 9 + 8 * 16) * H * W);
  });

  it('add up by scope', () => {
    const graph = graphOf(8, (s, x) => depthwiseSeparable(s('blocks')(0), x, { out: 16 }), [H, W]);
    const costs = scopeCosts(summarize(graph).layers);
    expect(costs.map((cost) => [cost.path, cost.macs])).toEqual([
      ['', 200 * H * W],
      ['blocks', 200 * H * W],
      ['blocks.0', 200 * H * W],
      ['blocks.0.conv_dw', 72 * H * W],
      ['blocks.0.bn1', 0],
      ['blocks.0.conv_pw', 128 * H * W],
      ['blocks.0.bn2', 0],
    ]);
  });
});
