// How a G-Ghost stage divides its channels, and what it refuses.
import { Graph, scopeOf, tensorType, Value } from '@gossamer/core';
import { describe, expect, it } from 'vitest';
import { type GGhostStageOptions, gGhostStage } from './index.js';

function built(options: Partial<GGhostStageOptions>): Graph {
  const graph = new Graph('stage');
  const x = graph.addInput('x', new Value(tensorType('float32', [1, 16, 8, 8])));
  const value = gGhostStage(scopeOf(graph)('layer2'), x, { out: 48, depth: 4, groupWidth: 16, ...options });
  graph.setOutputs([{ name: 'y', value }]);
  return graph;
}

const shapeOf = (graph: Graph, key: string) => graph.params.get(`layer2.${key}`)?.type.shape;

describe('gGhostStage', () => {
  it.each([
    // ratio, channels of the thin blocks, ghosts
    [0.5, 24, 24],
    [0.3, 24, 24],
    [0.2, 36, 12],
    [0.75, 12, 36],
  ])('with lambda %f gives the blocks %i channels and the cheap operation %i', (cheapRatio, raw, cheap) => {
    const graph = built({ cheapRatio });
    expect(shapeOf(graph, 'layers.1.conv2.weight')).toEqual([raw, 12, 3, 3]);
    expect(shapeOf(graph, 'cheap.0.weight')).toEqual([cheap, cheap, 1, 1]);
    expect(shapeOf(graph, 'merge.1.weight')).toEqual([cheap, 48 + 2 * raw, 1, 1]);
  });

  it('has no layers for what is left out', () => {
    const keys = [...built({ cheapKernel: 0, mix: false }).params.keys()];
    expect(keys.filter((key) => /cheap|merge/.test(key))).toEqual([]);
  });

  it('may be no more than its first and last block', () => {
    const graph = built({ depth: 2 });
    expect([...graph.params.keys()].filter((key) => key.includes('layers'))).toEqual([]);
    expect(shapeOf(graph, 'merge.1.weight')).toEqual([24, 48, 1, 1]);
  });

  it.each<[string, Partial<GGhostStageOptions>, string]>([
    ['a single block', { depth: 1 }, 'a G-Ghost stage has at least 2 blocks, found 1'],
    ['a ratio of 0', { cheapRatio: 0 }, 'cheapRatio 0 leaves no ghost channels'],
    ['a ratio near 1', { cheapRatio: 0.9 }, 'cheapRatio 0.9 leaves no channels for the blocks'],
    [
      'groups that do not divide the width',
      { out: 49, groupWidth: 20 },
      '49 input and 49 output channels do not divide into 2 groups',
    ],
  ])('refuses %s', (_, options, reason) => {
    expect(() => built(options)).toThrow(
      expect.objectContaining({ code: 'OPTION', reason, within: 'stage' }),
    );
  });
});
