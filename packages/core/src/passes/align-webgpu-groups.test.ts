// Which convolutions are padded, and equal numbers through onnxruntime. That WebGPU needs it is held in runtime-web.
import { expectClose, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { Graph } from '../ir/graph.js';
import { emit, param, scopeOf } from '../ir/scope.js';
import { tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { verify } from '../ir/verify.js';
import { encodeOnnx } from '../onnx/index.js';
import { Conv } from '../ops/conv.js';
import { seededInput, seededWeights } from '../weights/seeded.js';
import { alignWebgpuGroups } from './align-webgpu-groups.js';
import { runPasses } from './pass.js';

const init = { kind: 'constant', value: 0 } as const;

function grouped(group: number, inGroup: number, outGroup: number, bias: boolean): Graph {
  const graph = new Graph('grouped');
  const x = graph.addInput('x', new Value(tensorType('float32', [symbolicDim('N'), group * inGroup, 5, 4])));
  const s = scopeOf(graph)('conv');
  const weight = param(s, 'weight', [group * outGroup, inGroup, 3, 3], { init });
  const added = bias ? [param(s, 'bias', [group * outGroup], { init })] : [];
  const y = emit(s, Conv, [x, weight, ...added], { group, pads: [1, 1, 1, 1] });
  graph.setOutputs([{ name: 'y', value: y }]);
  return graph;
}

describe('alignWebgpuGroups', () => {
  it.each([
    [8, 6, 22, true],
    [2, 4, 5, false],
    [6, 4, 7, true],
    [2, 3, 54, false],
  ])('pads %i groups of %i to %i, bias %s', async (group, inGroup, outGroup, bias) => {
    const graph = grouped(group, inGroup, outGroup, bias);
    const model = { graph, weights: seededWeights(graph.params, 2) };
    const { model: aligned, reports } = runPasses(model, [alignWebgpuGroups]);
    verify(aligned.graph);
    expect(reports[0]).toMatchObject({ changed: 1, notes: [] });
    expect(aligned.graph.nodes.map(({ op }) => op.name)).toEqual(['Conv', 'Gather']);
    expect((aligned.graph.nodes[0]?.output.type.shape[1] as number) / group).toBe(
      Math.ceil(outGroup / 4) * 4,
    );
    const feeds = { x: seededInput('x', [2, group * inGroup, 5, 4]) };
    const [found, wanted] = await Promise.all(
      [aligned, model].map(async (each) => runOnnxruntime(await encodeOnnx(each), feeds)),
    );
    expectClose(found?.y as TestTensor, wanted?.y as TestTensor, 1e-6);
  });

  it('numbers the names of two that are alike, and leaves float16', () => {
    const graph = new Graph('two');
    const s = scopeOf(graph);
    const inputs = (['float32', 'float16'] as const).map((dtype) =>
      graph.addInput(dtype, new Value(tensorType(dtype, [1, 10, 5, 4]))),
    );
    const outputs = [...inputs, inputs[0] as Value].map((x, i) => {
      const weight = param(s, `weight${i}`, [10, 5, 1, 1], { init, dtype: x.type.dtype });
      return { name: `y${i}`, value: emit(s, Conv, [x, weight], { group: 2 }) };
    });
    graph.setOutputs(outputs);
    const { model, reports } = runPasses({ graph, weights: new Map() }, [alignWebgpuGroups]);
    expect(reports[0]?.changed).toBe(2);
    expect([...model.graph.params.keys()]).toEqual(['weight1', 'aligned_weight', 'aligned_weight_1']);
  });

  it.each([
    [1, 8, 22],
    [8, 6, 24],
    [4, 6, 3],
    [4, 1, 2],
    [3, 5, 7],
  ])('leaves %i groups of %i to %i alone', (group, inGroup, outGroup) => {
    const graph = grouped(group, inGroup, outGroup, false);
    const { reports } = runPasses({ graph, weights: new Map() }, [alignWebgpuGroups]);
    expect(reports[0]?.changed).toBe(0);
  });
});
