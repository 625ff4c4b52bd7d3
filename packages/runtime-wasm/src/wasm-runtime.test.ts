// The runtime's surface: sessions, batches, open sizes, threads, ONNX bytes, and what it refuses.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { constant, emit, Graph, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Log, Relu, Transpose, Where } from '@gossamer/core/ops';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { expectClose, type TestTensor } from '@gossamer/testkit';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { compile } from './compile/compile.js';
import { bestInstructionSet } from './emit/instruction-sets.js';
import { isSupported, relaxedSimd, wasmRuntime } from './index.js';
import { instantiate } from './run/instance.js';
import { modelOf } from './testing/graphs.js';
import { randomNetwork } from './testing/random-network.js';

/** A small network of the catalog. */
async function network(options: object = {}) {
  const spec = await findModel('mobilenetv3_small_050');
  const { graph } = createModel(spec, { size: [33, 49], numClasses: 10, ...options });
  return { graph, weights: seededWeights(graph.params, 1) };
}

describe('a session', () => {
  it('runs batches picture by picture', async () => {
    const model = await network();
    const feeds = { pixel_values: seededInput('input', [3, 3, 33, 49]) };
    await using session = await wasmRuntime().loadModel(model);
    expect(session.device).toBe('wasm');
    const { logits } = await session.run(feeds);
    expectClose(logits as TestTensor, (await interpret(model, feeds)).logits as TestTensor, 2e-5);
  });

  it('opens a fixed batch', async () => {
    const model = await network({ batch: 2 });
    const feeds = { pixel_values: seededInput('input', [2, 3, 33, 49]) };
    await using session = await wasmRuntime().loadModel(model);
    const { logits } = await session.run(feeds);
    expectClose(logits as TestTensor, (await interpret(model, feeds)).logits as TestTensor, 2e-5);
  });

  it('compiles for the sizes it is fed, and keeps the last ones', async () => {
    const model = await network({ size: 'dynamic' });
    await using session = await wasmRuntime().loadModel(model);
    for (const size of [
      [33, 49],
      [40, 32],
      [33, 49],
      [64, 33],
      [35, 35],
      [47, 33],
      [33, 33],
    ] as const) {
      const feeds = { pixel_values: seededInput('input', [1, 3, ...size]) };
      const { logits } = await session.run(feeds);
      expectClose(
        logits as TestTensor,
        (await interpret(model, feeds)).logits as TestTensor,
        2e-5,
        `${size}`,
      );
    }
  });

  it('takes ONNX bytes', async () => {
    const model = await network();
    const feeds = { pixel_values: seededInput('input', [1, 3, 33, 49]) };
    await using session = await wasmRuntime().load(await encodeOnnx(model));
    const { logits } = await session.run(feeds);
    expectClose(logits as TestTensor, (await interpret(model, feeds)).logits as TestTensor, 2e-5);
  });

  it('gives only the outputs asked for, and results of its own', async () => {
    const model = await network({ features: true });
    await using session = await wasmRuntime().loadModel(model);
    const feeds = { pixel_values: seededInput('input', [1, 3, 33, 49]) };
    const first = await session.run(feeds, { outputs: ['feature_1'] });
    expect(Object.keys(first)).toEqual(['feature_1']);
    const kept = Array.from(first.feature_1?.data ?? [], Number);
    await session.run({ pixel_values: seededInput('other', [1, 3, 33, 49]) });
    expect(Array.from(first.feature_1?.data ?? [], Number)).toEqual(kept);
    const all = await session.run(feeds);
    const expected = await interpret(model, feeds);
    for (const [name, map] of Object.entries(expected))
      expectClose(all[name] as TestTensor, map as TestTensor, 2e-5, name);
  });

  it('is refused after dispose', async () => {
    const session = await wasmRuntime().loadModel(await network());
    await session.dispose();
    const feeds = { pixel_values: seededInput('input', [1, 3, 33, 49]) };
    await expect(session.run(feeds)).rejects.toMatchObject({ code: 'RUNTIME' });
  });
});

describe('threads', () => {
  it.each([2, 3])('%i give what one gives, to the last bit', { timeout: 60_000 }, async (threads) => {
    const model = await network();
    const feeds = { pixel_values: seededInput('input', [1, 3, 33, 49]) };
    await using alone = await wasmRuntime().loadModel(model);
    await using team = await wasmRuntime({ threads }).loadModel(model);
    const { logits } = await alone.run(feeds);
    for (let i = 0; i < 20; i++) expect((await team.run(feeds)).logits).toEqual(logits);
  });

  it('share every layer of random networks', { timeout: 60_000 }, async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { model, shape } = randomNetwork(seed);
      const feeds = { x: seededInput('x', shape) };
      await using alone = await wasmRuntime().loadModel(model);
      await using team = await wasmRuntime({ threads: 2 }).loadModel(model);
      const expected = await alone.run(feeds);
      for (let i = 0; i < 3; i++) expect(await team.run(feeds), `seed ${seed}`).toEqual(expected);
    }
  });
});

/** The output of a program of `testing/programs`, run by a Node of its own. */
async function outputOf(program: string, ...flags: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`testing/programs/${program}.ts`, import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['gossamer-source'],
    write: false,
  });
  const run = spawnSync(process.execPath, [...flags, '--input-type=module'], {
    input: outputFiles[0]?.text ?? '',
    encoding: 'utf8',
    timeout: 100_000,
  });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return run.stdout;
}

describe('in a program of its own', { timeout: 120_000 }, () => {
  it('threads keep Node alive while they are waited for, and no longer', async () => {
    expect(await outputOf('two-threads')).toBe('10\n');
  });

  it('a thousand sessions leave nothing behind', async () => {
    const megabytes = JSON.parse(await outputOf('lifetimes', '--expose-gc')) as number[];
    expect(megabytes.length).toBe(4);
    const [first = 0, ...later] = megabytes;
    // One session is of 1 MB: those behind the first 250, if lost, would show as 750 MB.
    for (const rss of later) expect(rss).toBeLessThan(first + 40);
  });
});

describe('what it refuses', () => {
  it('ops without a kernel, all in one error', async () => {
    const model = modelOf([1, 4, 3, 3], (s, x) => {
      const logarithm = emit(s, Log, [emit(s, Relu, [x], {})], {});
      return emit(s, Where, [constant([1], [1], 'bool'), logarithm, x], {});
    });
    await expect(wasmRuntime().loadModel(model)).rejects.toMatchObject({
      code: 'UNSUPPORTED_OP',
      details: { ops: ['Log', 'Where'] },
      hint: expect.stringContaining('runtime-web'),
    });
  });

  it('inputs that are not float32', async () => {
    const graph = new Graph('integers');
    const x = graph.addInput('x', new Value(tensorType('int32', [symbolicDim('N'), 4])));
    graph.setOutputs([{ name: 'y', value: emit(scopeOf(graph), Relu, [x], {}) }]);
    await expect(wasmRuntime().loadModel({ graph, weights: new Map() })).rejects.toMatchObject({
      code: 'UNSUPPORTED_OP',
    });
  });

  it('results that have the batch elsewhere than first', async () => {
    const model = modelOf([2, 3, 4], (s, x) => emit(s, Transpose, [x], { perm: [1, 0, 2] }));
    await expect(wasmRuntime().loadModel(model)).rejects.toMatchObject({
      code: 'UNSUPPORTED_OP',
      message: expect.stringContaining('does not have the batch first'),
    });
  });

  it.each([
    [{ threads: 0 }, 'OPTION'],
    [{ threads: 1.5 }, 'OPTION'],
    [{ simd: 'fast' }, 'OPTION'],
  ])('options %o', (options, code) => {
    expect(() => wasmRuntime(options as object)).toThrow(expect.objectContaining({ code }));
  });

  it('relaxed SIMD where the engine lacks it, and only there', () => {
    const make = () => wasmRuntime({ simd: 'relaxed' });
    if (isSupported(relaxedSimd)) expect(make().name).toBe('gossamer-wasm');
    else expect(make).toThrow(expect.objectContaining({ code: 'DEVICE_UNAVAILABLE' }));
  });
});

describe('what is no network', () => {
  it.each([[undefined], [{}], ['model.onnx']])('is refused: %j', async (model) => {
    await expect(wasmRuntime().loadModel(model as never)).rejects.toMatchObject({ code: 'OPTION' });
  });

  it('and more memory than an engine has is named', async () => {
    const compiled = compile(await network({ batch: 1 }), {
      isa: bestInstructionSet(),
      threads: 1,
      sizes: {},
    });
    await expect(instantiate({ ...compiled, pages: 70_000 })).rejects.toThrow('no 4375 MB of memory');
  });
});
