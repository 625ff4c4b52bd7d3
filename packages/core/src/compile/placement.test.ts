// The graph for the CPU, as onnxruntime rewrites it: nothing between the picture and the vector leaves its blocked layout.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { encodeOnnx } from '../onnx/index.js';
import { parseModel } from '../onnx/parse-model.js';
import { concat } from '../ops/concat.js';
import { Flatten } from '../ops/flatten.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import { HardSigmoid } from '../ops/hardSigmoid.js';
import { LeakyRelu } from '../ops/leakyRelu.js';
import { Mul } from '../ops/mul.js';
import { Relu } from '../ops/relu.js';
import { split } from '../ops/split.js';
import { add, conv, graphOf } from '../testing/passGraphs.js';
import { seededWeights } from '../weights/seeded.js';
import { compile, type Target } from './index.js';

const leaky = (s: Scope, x: Value): Value => emit(s, LeakyRelu, [x], { alpha: 0.1 });
const relu = (s: Scope, x: Value): Value => emit(s, Relu, [x], {});
const wide = { kernel: [3, 3], bias: true };

/** CSPNet's stage: split, residual with LeakyRelu behind the sum, concat. */
function crossStage(s: Scope, x: Value): Value {
  const [around, into] = split(s, leaky(s, conv(s('exp'), x, { out: 64, bias: true })), [32, 32]) as [
    Value,
    Value,
  ];
  const y = leaky(s, conv(s('a'), into, { out: 32, ...wide }));
  const z = leaky(s, add(s, conv(s('b'), y, { out: 32, bias: true }), into));
  return leaky(s, conv(s('out'), concat(s, [around, z]), { out: 64, bias: true }));
}

/** GhostNet's bottleneck with squeeze-and-excitation, of widths that fill no blocks. */
function ghostBottleneck(s: Scope, x: Value): Value {
  const module = (at: Scope, input: Value, half: number, act: typeof relu): Value => {
    const primary = act(at, conv(at('primary'), input, { out: half, bias: true }));
    const cheap = conv(at('cheap'), primary, { out: half, group: half, ...wide });
    return concat(at, [primary, act(at, cheap)]);
  };
  const hidden = module(s('ghost1'), x, 36, relu);
  const pooled = emit(s, GlobalAveragePool, [hidden], {});
  const squeezed = relu(s, conv(s('reduce'), pooled, { out: 20, bias: true }));
  const gate = emit(s, HardSigmoid, [conv(s('expand'), squeezed, { out: 72, bias: true })], {});
  const gated = emit(s, Mul, [hidden, gate], {});
  return add(
    s,
    module(s('ghost2'), gated, 32, (_, value) => value),
    x,
  );
}

function network(block: (s: Scope, x: Value) => Value) {
  return graphOf([1, 3, 112, 112], (s, x) => {
    const stem = relu(s, conv(s('stem'), x, { out: 64, stride: 2, ...wide }));
    const pooled = emit(s, GlobalAveragePool, [block(s('block'), stem)], {});
    return emit(s, Flatten, [pooled], {});
  });
}

/** How many nodes of each op the optimised graph has. */
async function optimised(
  block: (s: Scope, x: Value) => Value,
  target: Target,
): Promise<Record<string, number>> {
  const graph = network(block);
  const { model } = compile({ graph, weights: seededWeights(graph.params, 1) }, { target });
  const folder = mkdtempSync(join(tmpdir(), 'gossamer-'));
  try {
    const optimizedModelFilePath = join(folder, 'optimised.onnx');
    const options = { optimizedModelFilePath, graphOptimizationLevel: 'all', logSeverityLevel: 4 } as const;
    await (await InferenceSession.create(await encodeOnnx(model), options)).release();
    const counts: Record<string, number> = {};
    for (const { opType } of parseModel(readFileSync(optimizedModelFilePath)).graph.node) {
      counts[opType] = (counts[opType] ?? 0) + 1;
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Only x86 has the layout; blocks of 16 are whole blocks of 8 too.
describe.skipIf(process.arch !== 'x64')('the CPU lowering in onnxruntime', () => {
  it.each([
    ['a cross stage', crossStage],
    ['a ghost bottleneck', ghostBottleneck],
  ])('keeps %s in the blocked layout', async (_, block) => {
    const [cpu, portable] = await Promise.all([optimised(block, 'cpu'), optimised(block, 'portable')]);
    const copies = (ops: Record<string, number>): number =>
      (ops.ReorderInput ?? 0) + (ops.ReorderOutput ?? 0);
    // The one before the vector.
    expect(cpu).toMatchObject({ ReorderOutput: 1 });
    expect(copies(cpu)).toBe(1);
    expect(cpu).not.toHaveProperty('Split');
    expect(cpu).not.toHaveProperty('FusedConv');
    expect(copies(portable)).toBeGreaterThan(4);
  });
});
