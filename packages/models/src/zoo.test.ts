// Every registered model: builds, verifies, has the shapes onnxruntime infers, runs, survives ONNX, and has right features.
import { bindDims, type Graph, verify } from '@gossamer/core';
import { decodeOnnx, encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { type LazyTensor, seededInput, seededWeights } from '@gossamer/core/weights';
import { expectClose, processorMs, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { catalog, findModel, type ModelName, modelNames } from './catalog/index.js';
import { createModel } from './index.js';

/** Small enough for every network, odd so that nothing divides. */
const SIZE = [65, 97] as const;
/** Keeps activations of deep networks within range on seeded weights; GhostNetV3 adds up several branches a layer. */
const gainOf = (name: string): number => (name.startsWith('ghostnetv3') ? 0.4 : 1);

describe('the catalog', () => {
  it('has each model under its own name', async () => {
    for (const name of modelNames()) expect((await catalog[name]()).name).toBe(name);
  });

  it('finds by pattern and suggests the nearest names', async () => {
    expect(modelNames('mobilenetv2_1??')).toEqual(['mobilenetv2_100', 'mobilenetv2_140']);
    await expect(findModel('mobilnetv2_100' as string)).rejects.toMatchObject({
      code: 'UNKNOWN_MODEL',
      hint: expect.stringContaining('mobilenetv2_100'),
    });
  });
});

/** Seeded weights whose values are made once, for all graphs of a model. */
function weightsMaker(gain: number) {
  const made = new Map<string, ReturnType<LazyTensor['read']>>();
  const weightsOf = ({ params }: Graph) =>
    new Map(
      [...seededWeights(params, gain)].map(([name, tensor]) => {
        const key = `${name} ${tensor.shape}`;
        const read = () => made.get(key) ?? made.set(key, tensor.read()).get(key);
        return [name, { ...tensor, read } as LazyTensor];
      }),
    );
  return { weightsOf, forget: () => made.clear() };
}

describe.each(modelNames())('%s', (name: ModelName) => {
  const { weightsOf, forget } = weightsMaker(gainOf(name));
  afterAll(forget);

  it('builds within 50 ms of processor time and verifies', async () => {
    const spec = await findModel(name as string);
    const { graph } = createModel(spec);
    const times: number[] = [];
    for (let i = 0; i < 5; i++) times.push(await processorMs(() => createModel(spec)));
    expect(Math.min(...times)).toBeLessThan(50);
    verify(graph);
    expect(
      spec.checkpoints().every((entry) => entry.tag.length > 0 && entry.preprocess.inputSize.length === 2),
    ).toBe(true);
  });

  it('runs in onnxruntime with the shapes it inferred, folded like unfolded', {
    timeout: 120_000,
  }, async () => {
    const spec = await findModel(name as string);
    const network = createModel(spec, { size: SIZE, numClasses: 10 });
    const model = { graph: network.graph, weights: weightsOf(network.graph) };
    const feeds = { pixel_values: seededInput('input', [2, 3, ...SIZE]) };
    const folded = await runOnnxruntime(await encodeOnnx(runPasses(model, [foldBatchNorm]).model), feeds, {
      optimization: 'all',
    });
    const plain = await runOnnxruntime(await encodeOnnx(model), feeds, { optimization: 'basic' });
    expect(folded.logits?.shape).toEqual([2, 10]);
    expect(Array.from(folded.logits?.data ?? [], Number).every(Number.isFinite)).toBe(true);
    expectClose(folded.logits as TestTensor, plain.logits as TestTensor, 1e-4);
  });

  it('gives feature maps of the channels, reduction and shape it states', { timeout: 120_000 }, async () => {
    const spec = await findModel(name as string);
    const { graph, features } = createModel(spec, { size: SIZE, batch: 1, features: true });
    const model = { graph, weights: weightsOf(graph) };
    const maps = await runOnnxruntime(await encodeOnnx(model), {
      pixel_values: seededInput('input', [1, 3, ...SIZE]),
    });
    for (const { index, channels, reduction, shape } of features) {
      const map = maps[`feature_${index}`];
      expect(map?.shape, `feature ${index}`).toEqual(shape);
      expect(map?.shape[1]).toBe(channels);
      expect(Math.abs((map?.shape[2] ?? 0) - SIZE[0] / reduction)).toBeLessThanOrEqual(1);
    }
  });

  it('survives ONNX, and leaves height and width open where asked', { timeout: 120_000 }, async () => {
    const spec = await findModel(name as string);
    const open = createModel(spec, { size: 'dynamic', numClasses: 10 });
    const model = { graph: open.graph, weights: weightsOf(open.graph) };
    const again = decodeOnnx(await encodeOnnx(model));
    expect([...again.graph.params.keys()].sort()).toEqual([...open.graph.params.keys()].sort());
    expect(again.graph.nodes.map((node) => node.op.name)).toEqual(
      open.graph.nodes.map((node) => node.op.name),
    );
    const fixed = bindDims(open.graph, { N: 1, H: SIZE[0], W: SIZE[1] });
    expect(fixed.outputs[0]?.value.type.shape).toEqual([1, 10]);
  });
});
