// The ghost module's costs against the paper's formula, and what it refuses.
import { Graph, type Scope, scopeOf, tensorType, Value } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import { describe, expect, it } from 'vitest';
import { dfcAttention, type GhostModule, ghostModule, ghostModuleV2, ghostModuleV3 } from './index.js';

/** Input channels, height and width. */
const [C, H, W] = [24, 10, 12];

function built(build: (s: Scope, x: Value) => Value, size: readonly [number, number] = [H, W]): Graph {
  const graph = new Graph('ghost');
  const x = graph.addInput('x', new Value(tensorType('float32', [1, C, ...size])));
  graph.setOutputs([{ name: 'y', value: build(scopeOf(graph), x) }]);
  return graph;
}

describe('ghostModule', () => {
  it.each([
    [2, 3, 1],
    [2, 5, 3],
    [3, 3, 1],
    [4, 1, 1],
    [5, 7, 3],
  ])('with s = %i, d = %i, k = %i costs what section 3.2 of the paper says', (ratio, d, kernel) => {
    const out = 60;
    const graph = built((s, x) => ghostModule(s, x, { out, kernel, ratio, cheapKernel: d }));
    const primary = out / ratio;
    const weights = primary * C * kernel ** 2 + (ratio - 1) * primary * d ** 2;
    expect(summarize(graph)).toMatchObject({ macs: H * W * weights, params: weights + 2 * out });
    // Without a cut there is nothing behind the concat.
    expect(graph.nodes.at(-1)?.op.name).toBe('Concat');
  });

  it('cuts the ghosts that are too many', () => {
    const graph = built((s, x) => ghostModule(s, x, { out: 40, ratio: 3 }));
    expect(graph.params.get('primary_conv.0.weight')?.type.shape).toEqual([14, C, 1, 1]);
    expect(graph.params.get('cheap_operation.0.weight')?.type.shape).toEqual([28, 1, 3, 3]);
    expect(graph.outputs[0]?.value.type.shape).toEqual([1, 40, H, W]);
  });

  it("has biases where asked, as the write-up's code has", () => {
    const keys = [...built((s, x) => ghostModule(s, x, { out: 40, bias: true })).params.keys()];
    expect(keys).toEqual(expect.arrayContaining(['primary_conv.0.bias', 'cheap_operation.0.bias']));
  });

  it.each<[string, GhostModule, object, string]>([
    ['a ratio of 1', ghostModule, { ratio: 1 }, "a ghost module's ratio is an integer from 2, found 1"],
    ['half ghosts', ghostModuleV2, { ratio: 2.5 }, "a ghost module's ratio is an integer from 2, found 2.5"],
    ['an even kernel', ghostModule, { cheapKernel: 4 }, "a ghost module's cheap kernel is odd, found 4"],
    ['a ratio of 3 in V3', ghostModuleV3, { ratio: 3 }, "GhostNetV3's module has a ratio of 2, found 3"],
  ])('refuses %s', (_, module, options, reason) => {
    expect(() => built((s, x) => module(s('blocks.0.ghost1'), x, { out: 40, ...options }))).toThrow(
      expect.objectContaining({ code: 'OPTION', reason, path: 'blocks.0.ghost1', within: 'ghost' }),
    );
  });
});

describe('dfcAttention', () => {
  it('needs two pixels each way', () => {
    expect(() => built((s, x) => dfcAttention(s, x, x), [1, 8])).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
  });
});
