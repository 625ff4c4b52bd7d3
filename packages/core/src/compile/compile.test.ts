// Compiling for targets: what is refused, that bytes repeat, and that nothing is read.
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { printGraph } from '../ir/print.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { encodeOnnx } from '../onnx/index.js';
import { concat } from '../ops/concat.js';
import { LeakyRelu } from '../ops/leakyRelu.js';
import { split } from '../ops/split.js';
import { add, conv, expectSame, graphOf, norm } from '../testing/passGraphs.js';
import { seededWeights } from '../weights/seeded.js';
import { compile, passesFor, type Target, targets } from './index.js';

const leaky = (s: Scope, x: Value): Value => emit(s, LeakyRelu, [x], { alpha: 0.1 });

/** A cross stage as in CSPNet, with odd widths. */
function stage(s: Scope, x: Value): Value {
  const wide = norm(s('exp.bn'), conv(s('exp.conv'), x, { out: 48 }));
  const [around, into] = split(s, wide, [24, 24]) as [Value, Value];
  const y = leaky(s, norm(s('a.bn'), conv(s('a.conv'), into, { out: 20, kernel: [3, 3] })));
  const z = leaky(s, add(s, norm(s('b.bn'), conv(s('b.conv'), y, { out: 24 })), into));
  return leaky(s, norm(s('out.bn'), conv(s('out.conv'), concat(s, [around, z]), { out: 8 })));
}

const graph = () =>
  graphOf([symbolicDim('N') as never, 16, symbolicDim('H') as never, symbolicDim('W') as never], stage);

describe('compile', () => {
  it.each(targets)('gives the numbers of the model for %s', async (target) => {
    const { ops } = await expectSame(graph(), passesFor(target));
    expect(ops).not.toContain('BatchNormalization');
  });

  it.each([1, 4, 8, 16])('gives the numbers of the model for cpu with blocks of %i', async (block) => {
    await expectSame(graph(), passesFor('cpu', { block }));
  });

  it('writes the same bytes each time', async () => {
    const bytes = async (target: Target): Promise<Uint8Array> => {
      const own = graph();
      const { model } = compile({ graph: own, weights: seededWeights(own.params, 1) }, { target });
      return encodeOnnx(model);
    };
    for (const target of targets) expect(await bytes(target)).toEqual(await bytes(target));
    expect(await bytes('cpu')).not.toEqual(await bytes('portable'));
  });

  it('reads no weight, leaves the model as it is, and says what each pass did', () => {
    const own = graph();
    const before = printGraph(own);
    const read = () => Promise.reject(new Error('read'));
    const weights = new Map(
      [...own.params].map(([name, { type }]) => [
        name,
        { dtype: type.dtype, shape: type.shape as number[], read },
      ]),
    );
    const { model, reports } = compile(
      { graph: own, weights },
      { target: 'cpu', sizes: { N: 1, H: 8, W: 8 } },
    );
    expect(printGraph(own)).toBe(before);
    expect([...model.weights.keys()]).toEqual([...model.graph.params.keys()]);
    expect(reports.map(({ pass }) => pass)).toEqual([
      'bindSizes',
      ...passesFor('cpu').map(({ name }) => name),
    ]);
    expect(reports.slice(1).map(({ cost }) => cost?.before)).toEqual(
      reports.slice(0, -1).map(({ cost }) => cost?.after),
    );
    expect(reports.find(({ pass }) => pass === 'foldBatchNorm')).toMatchObject({
      changed: 4,
      cost: { before: { macs: 380928 }, after: { macs: 380928 } },
    });
  });

  it('runs passes of one own first, and keeps the outputs asked for', () => {
    const own = graphOf([1, 4, 3, 3], (s, x) => [leaky(s, x), conv(s('a'), x, { out: 2 })]);
    const { model, reports } = compile(
      { graph: own, weights: new Map() },
      { outputs: ['y1'], before: [{ name: 'own', run: () => ({ pass: 'own', changed: 0, notes: [] }) }] },
    );
    expect(model.graph.outputs.map(({ name }) => name)).toEqual(['y1']);
    expect(reports.slice(0, 2).map(({ pass }) => pass)).toEqual(['selectOutputs', 'own']);
  });

  it('leaves out passes by name', () => {
    const { reports } = compile(
      { graph: graph(), weights: new Map() },
      { target: 'cpu', without: ['padChannels'] },
    );
    expect(reports.map(({ pass }) => pass)).toEqual(
      passesFor('cpu').flatMap(({ name }) => (name === 'padChannels' ? [] : [name])),
    );
  });

  it('refuses what is no target and no block', () => {
    const model = { graph: graph(), weights: new Map() };
    expect(() => compile(model, { target: 'tpu' as Target })).toThrowErrorMatchingInlineSnapshot(`
      [OptionError: there is no target "tpu"
        targets: portable, cpu, cuda, webgpu, wasm]
    `);
    expect(() => compile(model, { target: 'cuda', without: ['filterRows'] })).toThrow(
      'there is no pass "filterRows"',
    );
    expect(() => compile(model, { target: 'cpu', block: 12 })).toThrowErrorMatchingInlineSnapshot(`
      [OptionError: block should be 1, 4, 8 or 16 channels, found 12
        16 with AVX-512, 8 with AVX2, 1 where onnxruntime has no blocked layout]
    `);
  });
});
