// Single quantized ops in onnxruntime's integer kernels, held against QDQ in float64; proof that the kernels are used.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { runOnnxruntime } from '@gossamer/testkit';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { Model } from '../ir/model.js';
import { constant, emit, emitAll, param, type Scope } from '../ir/scope.js';
import type { Tensor } from '../ir/tensor-data.js';
import type { Value } from '../ir/value.js';
import { verify } from '../ir/verify.js';
import { ModelProtoSchema } from '../onnx/gen/onnx_pb.js';
import { encodeOnnx } from '../onnx/index.js';
import { Add } from '../ops/add.js';
import { AveragePool } from '../ops/averagePool.js';
import { clip } from '../ops/clip.js';
import { concat } from '../ops/concat.js';
import { Gemm } from '../ops/gemm.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import { HardSigmoid } from '../ops/hardSigmoid.js';
import { HardSwish } from '../ops/hardSwish.js';
import { leakyRelu } from '../ops/leakyRelu.js';
import { MaxPool } from '../ops/maxPool.js';
import { Mul } from '../ops/mul.js';
import { relu } from '../ops/relu.js';
import { Reshape } from '../ops/reshape.js';
import { Split } from '../ops/split.js';
import { Transpose } from '../ops/transpose.js';
import { interpret } from '../reference/interpret.js';
import { classify, convolve, inputsOf, networkOf, openOnnxruntime } from '../testing/quantizing.js';
import { calibrate, quantizeInt8 } from './quantize-int8.js';

const init = { kind: 'constant', value: 0 } as const;
const SHAPE = [1, 16, 7, 7];
const conv = (s: Scope, x: Value, out = 16): Value => convolve(s, x, { out, kernel: 3 });

interface Case {
  readonly name: string;
  readonly build: (s: Scope, x: Value) => Value;
  /** Kernels of the optimised graph. */
  readonly kernels: Readonly<Record<string, number>>;
}

const pool = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
/** A convolution, so that what follows has an integer input, and one behind it. */
const between = (middle: (s: Scope, y: Value, x: Value) => Value) => (s: Scope, x: Value) =>
  conv(s('b'), middle(s, conv(s('a'), x), x));

const CASES: readonly Case[] = [
  { name: 'a convolution', build: (s, x) => conv(s('a'), x), kernels: { QLinearConv: 1 } },
  {
    name: 'no bias, depthwise, Relu',
    build: (s, x) => relu(s, convolve(s('a'), x, { out: 16, kernel: 3, group: 16, bias: false })),
    kernels: { QLinearConv: 1 },
  },
  { name: 'ReLU6', build: between((s, y) => clip(s, y, 0, 6)), kernels: { QLinearConv: 2 } },
  {
    name: 'a Clip that lies around 0',
    build: between((s, y) => clip(s, y, -1, 1)),
    kernels: { QLinearConv: 2 },
  },
  {
    name: 'groups and strides',
    build: (s, x) => convolve(s('a'), x, { out: 32, kernel: 3, group: 4, stride: 2 }),
    kernels: { QLinearConv: 1 },
  },
  {
    name: 'LeakyRelu',
    build: between((s, y) => leakyRelu(s, y, 0.1)),
    kernels: { QLinearConv: 2, QLinearLeakyRelu: 1 },
  },
  {
    name: 'a shortcut and Relu',
    build: between((s, y, x) => relu(s, emit(s, Add, [y, x], {}))),
    kernels: { QLinearConv: 2, QLinearAdd: 1 },
  },
  {
    name: 'a product broadcast over the map',
    build: between((s, y) => emit(s, Mul, [y, emit(s, GlobalAveragePool, [y], {})], {})),
    kernels: { QLinearConv: 2, QLinearMul: 1, QLinearGlobalAveragePool: 1 },
  },
  {
    name: 'Concat',
    build: between((s, y, x) => concat(s, [y, conv(s('c'), x, 8)], 1)),
    kernels: { QLinearConv: 3, QLinearConcat: 1 },
  },
  {
    name: 'MaxPool and AveragePool',
    build: between((s, y) => emit(s, AveragePool, [emit(s, MaxPool, [y], pool)], pool)),
    kernels: { QLinearConv: 2, QLinearAveragePool: 1, NhwcMaxPool: 1 },
  },
  {
    name: 'Split',
    build: between((s, y, x) => {
      const [, half] = emitAll(s, Split, [y], { axis: 1, num_outputs: 2 }, 2);
      return concat(s, [half as Value, conv(s('c'), x, 8)], 1);
    }),
    kernels: { QLinearConv: 3, QLinearConcat: 1, Split: 1 },
  },
  {
    name: 'the channel shuffle',
    build: between((s, y) => {
      const split = emit(s, Reshape, [y, constant([1, 4, 4, 7, 7])], {});
      return emit(
        s,
        Reshape,
        [emit(s, Transpose, [split], { perm: [0, 2, 1, 3, 4] }), constant([1, 16, 7, 7])],
        {},
      );
    }),
    kernels: { QLinearConv: 2 },
  },
  {
    name: 'HardSwish',
    build: between((s, y) => emit(s, HardSwish, [y], {})),
    kernels: { QLinearConv: 2, QLinearAdd: 1, QLinearMul: 1 },
  },
  {
    name: 'a hard sigmoid gate',
    build: between((s, y) =>
      emit(s, Mul, [y, emit(s, HardSigmoid, [conv(s('c'), y)], { alpha: 1 / 6 })], {}),
    ),
    kernels: { QLinearConv: 3, QLinearAdd: 1, QLinearMul: 1 },
  },
  {
    name: 'a classifier with float results',
    build: (s, x) => classify(s, relu(s, conv(s('a'), x)), 10),
    kernels: { QLinearConv: 1, QLinearGlobalAveragePool: 1, QGemm: 1 },
  },
];

describe('insertQdq', () => {
  it.each(CASES)('$name: integer kernels, and their numbers', async ({ build, kernels }) => {
    const model = networkOf(SHAPE, build);
    const [probe, ...samples] = inputsOf(SHAPE, 5) as [Tensor, ...Tensor[]];
    const calibration = await calibrate(model, { open: openOnnxruntime, samples });
    const quantized = quantizeInt8(calibration);
    verify(quantized.graph);
    const { y: exact } = await interpret(quantized, { x: probe });
    const bytes = await encodeOnnx(quantized);
    const { y: found } = await runOnnxruntime(bytes, { x: probe }, { optimization: 'all' });
    expectSteps(found?.data as Float32Array, exact?.data as Float32Array, stepOf(quantized));
    const { y: float } = await interpret(model, { x: probe });
    expect(sqnr(float?.data as Float32Array, exact?.data as Float32Array)).toBeGreaterThan(25);
    expect(await kernelsOf(bytes)).toMatchObject(kernels);
  });

  it('leaves a Gemm float whose bias is one number for all rows', async () => {
    const model = networkOf([1, 8], (s, x) => {
      const [weight, bias] = [param(s, 'weight', [4, 8], { init }), param(s, 'bias', [1], { init })];
      return emit(s, Gemm, [x, weight, bias], { transB: 1 });
    });
    const options = { open: openOnnxruntime, samples: inputsOf([1, 8], 2) };
    const { graph } = quantizeInt8(await calibrate(model, options));
    expect(graph.nodes.map((node) => node.op.name)).toEqual(['Gemm']);
  });

  it('leaves one conversion at each end', async () => {
    const model = networkOf(
      SHAPE,
      between((s, y) => emit(s, HardSwish, [y], {})),
    );
    const quantized = quantizeInt8(
      await calibrate(model, { open: openOnnxruntime, samples: inputsOf(SHAPE, 2) }),
    );
    const { QuantizeLinear, DequantizeLinear } = await kernelsOf(await encodeOnnx(quantized));
    expect([QuantizeLinear, DequantizeLinear]).toEqual([1, 1]);
  });

  it('gives the same bytes again', async () => {
    const write = async (): Promise<Uint8Array> => {
      const model = networkOf(SHAPE, (s, x) => classify(s, relu(s, conv(s('a'), x)), 10));
      const options = { open: openOnnxruntime, samples: inputsOf(SHAPE, 3) };
      return encodeOnnx(quantizeInt8(await calibrate(model, options)));
    };
    expect(Buffer.compare(await write(), await write())).toBe(0);
  });

  it('writes a graph without weights for a bare architecture', async () => {
    const model = networkOf(SHAPE, (s, x) => relu(s, conv(s('a'), x)));
    const calibration = await calibrate(model, { open: openOnnxruntime, samples: inputsOf(SHAPE, 1) });
    const bare = quantizeInt8({ ...calibration, model: { ...calibration.model, weights: new Map() } });
    verify(bare.graph);
    expect(bare.weights.size).toBe(0);
    expect([...bare.graph.params.values()].map((value) => value.type.dtype)).toEqual([
      'float32',
      'int8',
      'int32',
      'float32',
    ]);
  });

  it('takes less than a third of the bytes', async () => {
    const model = networkOf([1, 64, 7, 7], (s, x) => relu(s, convolve(s('a'), x, { out: 64, kernel: 3 })));
    const calibration = await calibrate(model, {
      open: openOnnxruntime,
      samples: inputsOf([1, 64, 7, 7], 1),
    });
    const [float, integer] = [await encodeOnnx(model), await encodeOnnx(quantizeInt8(calibration))];
    expect(integer.length).toBeLessThan(float.length / 3);
  });
});

/** The scale of the last stored tensor; floats out of the classifier are as close as its products. */
function stepOf({ graph }: Model): number {
  const scales = graph.nodes
    .filter((node) => node.op.name === 'QuantizeLinear')
    .map((node) => Number((node.inputs[1] as unknown as { data: Float32Array }).data[0]));
  return scales.at(-1) as number;
}

/** The integer kernels round requantization once more: rarely a step of difference, which later layers may pass on. */
function expectSteps(found: Float32Array, exact: Float32Array, step: number): void {
  const steps = Array.from(exact, (value, i) => Math.abs(value - (found[i] as number)) / step);
  expect(Math.max(...steps)).toBeLessThan(1.01);
  expect(steps.filter((distance) => distance > 0.01).length / steps.length).toBeLessThan(0.02);
}

function sqnr(signal: Float32Array, other: Float32Array): number {
  let [sum, noise] = [0, 0];
  signal.forEach((value, i) => {
    sum += value ** 2;
    noise += (value - (other[i] as number)) ** 2;
  });
  return 10 * Math.log10(sum / noise);
}

/** How often each operator stands in the graph onnxruntime makes of these bytes. */
async function kernelsOf(bytes: Uint8Array): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'gossamer-'));
  const file = join(folder, 'optimized.onnx');
  try {
    const session = await InferenceSession.create(bytes, {
      graphOptimizationLevel: 'all',
      optimizedModelFilePath: file,
      logSeverityLevel: 4,
    });
    await session.release();
    const nodes = fromBinary(ModelProtoSchema, await readFile(file)).graph?.node ?? [];
    const counts: Record<string, number> = {};
    for (const { opType } of nodes) counts[opType] = (counts[opType] ?? 0) + 1;
    return counts;
  } finally {
    await rm(folder, { recursive: true });
  }
}
