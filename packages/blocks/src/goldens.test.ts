// Single blocks against PyTorch: keys, parameters, MACs and outputs on seeded weights, by onnxruntime and by the interpreter.
import { Graph, type Model, type Scope, scopeOf, tensorType, Value } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { type Golden, loadGolden } from '@gossamer/goldens';
import { expectClose, numbersOf, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import {
  exactFusion,
  gGhostStage,
  ghostBottleneckV2,
  ghostBottleneckV3,
  ghostModule,
  makeDivisible,
  mobileAttention,
  partialDenseBlock,
  regnetBottleneck,
  squeezeExcite,
} from './index.js';

/** SPEC.md section 6. */
const TOLERANCE = 3e-5;

type Build = (s: Scope, inputs: readonly Value[]) => readonly Value[];

const attention =
  (kvStride: number): Build =>
  (s, [x]) => [mobileAttention(s, x as Value, { out: 64, heads: 4, keyDim: 32, kvStride, scale: 1e-5 })];

const ghost = () => {
  const se = squeezeExcite({ round: (width) => makeDivisible(width, 4) });
  return { mid: 72, out: 40, kernel: 5, stride: 2, se };
};

const cases: Readonly<Record<string, Build>> = {
  block_csp_dense: (s, [x]) => [partialDenseBlock(s, x as Value, { layers: 4, growth: 32, ratio: 0.5 })],
  block_efm: (s, levels) => exactFusion(s, levels, { out: 48 }),
  block_g_ghost_stage: (s, [x]) => [
    gGhostStage(s, x as Value, { out: 96, depth: 4, groupWidth: 16, stride: 2, cheapRatio: 0.4 }),
  ],
  block_ghost_module_r3: (s, [x]) => [
    ghostModule(s, x as Value, { out: 40, kernel: 3, ratio: 3, cheapKernel: 5, stride: 2 }),
  ],
  block_ghost_v2_s2: (s, [x]) => [ghostBottleneckV2(s, x as Value, ghost())],
  block_ghost_v3_s2: (s, [x]) => [ghostBottleneckV3(s, x as Value, ghost())],
  block_mqa_s1: attention(1),
  block_mqa_kv2: attention(2),
  block_regnet_s2: (s, [x]) => [regnetBottleneck(s, x as Value, { out: 48, groupWidth: 16, stride: 2 })],
};

function buildModel(golden: Golden, build: Build): Model {
  const graph = new Graph(golden.case);
  const inputs = golden.inputs.map(({ name, shape }) =>
    graph.addInput(name, new Value(tensorType('float32', shape))),
  );
  graph.setOutputs(build(scopeOf(graph), inputs).map((value, i) => ({ name: `output_${i}`, value })));
  return { graph, weights: seededWeights(graph.params, golden.gain) };
}

function expectGolden(outputs: Readonly<Record<string, TestTensor>>, golden: Golden): void {
  golden.outputs?.forEach((expected, i) => {
    const tensor = outputs[`output_${i}`] as TestTensor;
    expect(tensor.shape).toEqual(expected.shape);
    const values = numbersOf(tensor);
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const errors = expected.samples.map((value, k) =>
      Math.abs(value - (values[expected.sample_idx[k] as number] as number)),
    );
    expect(Math.max(...errors) / largest).toBeLessThan(TOLERANCE);
    expect(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) / expected.l2).toBeCloseTo(1, 5);
  });
}

describe.each(Object.entries(cases))('%s', (name, build) => {
  const golden = loadGolden(`blocks/${name}.json`);
  const model = buildModel(golden, build);
  const feeds = Object.fromEntries(
    golden.inputs.map((input) => [input.name, seededInput(input.name, input.shape)]),
  );

  it('has the keys, parameters and MACs', () => {
    const shapes = [...model.graph.params].map(([key, value]) => `${key} ${value.type.shape}`);
    expect(shapes.sort()).toEqual(golden.state_dict.map(([key, shape]) => `${key} ${shape}`).sort());
    const { params, macs } = summarize(model.graph);
    expect(params).toBe(golden.param_count);
    if (golden.macs !== null) expect(macs).toBe(golden.macs);
  });

  it('equals PyTorch through onnxruntime and through the interpreter', async () => {
    const outputs = await runOnnxruntime(await encodeOnnx(model), feeds, {
      optimization: 'all',
    });
    expectGolden(outputs, golden);
    const reference = await interpret(model, feeds);
    expectGolden(reference, golden);
    for (const [output, tensor] of Object.entries(reference))
      expectClose(outputs[output] as TestTensor, tensor, 1e-5);
  });
});
