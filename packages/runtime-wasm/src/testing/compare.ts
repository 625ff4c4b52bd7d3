// Measures networks against onnxruntime-web in the same process, by turns, in Node or in a page.

import type { Model } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import * as ort from 'onnxruntime-web/wasm';
import { bestInstructionSet, compile, type InstructionSet, isSupported, wasmRuntime } from '../index.js';
import { catalogInput, catalogModel, integerModel } from './catalog-model.js';

/** Runs in a row where there are several threads. */
const ROW = 10;
const KINDS: readonly InstructionSet['name'][] = ['plain', 'relaxed'];

export interface Comparison {
  readonly model: string;
  /** Which SIMD; `int8` is the quantized network on the better one, against theirs in float32. */
  readonly engine: 'plain' | 'relaxed' | 'int8';
  /** Median milliseconds of a run, ours and onnxruntime-web's on one thread. */
  readonly ours: number;
  readonly theirs: number;
  /** Median of theirs / ours, run by run. */
  readonly ratio: number;
  readonly compileMs: number;
  /** From a model with its weights at hand to the first result. */
  readonly firstResultMs: number;
  readonly theirFirstResultMs: number;
  readonly wasmBytes: number;
  /** Memory in all, over weights and the liveness bound. */
  readonly memoryRatio: number;
}

export interface CompareOptions {
  readonly rounds: number;
  readonly size: number;
  readonly threads?: number;
}

/** Runs take turns, so that both see the same machine. */
export async function compare(name: string, options: CompareOptions): Promise<Comparison[]> {
  const { rounds, size, threads = 1 } = options;
  ort.env.wasm.numThreads = threads;
  const model = await catalogModel(name, [size, size]);
  const feeds = catalogInput([size, size]);
  const input = feeds.pixel_values;
  const onnx = await encodeOnnx(runPasses(model, [foldBatchNorm]).model);
  const theirStart = performance.now();
  const session = await ort.InferenceSession.create(onnx, {
    executionProviders: ['wasm'],
    logSeverityLevel: 4,
  });
  const tensor = new ort.Tensor('float32', input.data as Float32Array, input.shape);
  const theirs = async (): Promise<void> => void (await session.run({ pixel_values: tensor }));
  await theirs();
  const theirFirstResultMs = performance.now() - theirStart;
  const results: Comparison[] = [];
  const entries: { engine: Comparison['engine']; isa: InstructionSet; own: Model }[] = [
    ...KINDS.map((kind) => bestInstructionSet(kind))
      .filter(isSupported)
      .map((isa) => ({ engine: isa.name, isa, own: model })),
    { engine: 'int8', isa: bestInstructionSet(), own: await integerModel(name, [size, size]) },
  ];
  for (const { engine, isa, own: ownModel } of entries) {
    const compileStart = performance.now();
    const network = compile(ownModel, { isa, threads });
    const compileMs = performance.now() - compileStart;
    const start = performance.now();
    await using own = await wasmRuntime({ simd: isa.name, threads }).loadModel(ownModel);
    const ours = async (): Promise<void> => void (await own.run(feeds));
    await ours();
    const firstResultMs = performance.now() - start;
    for (let i = 0; i < 5; i++) for (const run of [ours, theirs]) await run();
    const times: { ours: number; theirs: number }[] = [];
    const turn = threads === 1 ? timed : timedInRow;
    for (let i = 0; i < rounds; i++) times.push({ ours: await turn(ours), theirs: await turn(theirs) });
    results.push({
      model: name,
      engine,
      ours: median(times.map((time) => time.ours)),
      theirs: median(times.map((time) => time.theirs)),
      ratio: median(times.map((time) => time.theirs / time.ours)),
      compileMs,
      firstResultMs,
      theirFirstResultMs,
      wasmBytes: network.wasm.length,
      memoryRatio: (network.pages * 65536) / (network.weightsBytes + network.plan.bound),
    });
  }
  await session.release();
  return results;
}

/** In the middle of a row of runs: for a while after a run, threads look for work, and take the processors of others. */
async function timedInRow(run: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ROW; i++) times.push(await timed(run));
  return median(times.slice(ROW / 2));
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
