// Lowerings measured against each other: what is chosen, kept and found again, and that the numbers stay.

import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emit, Graph, param, type Scope, scopeOf, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Conv, concat, LeakyRelu, split } from '@gossamer/core/ops';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { expectClose, runOnnxruntime } from '@gossamer/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { autotune } from './autotune.js';
import { measure } from './measure.js';

const init = { kind: 'constant', value: 0 } as const;

function conv(s: Scope, x: Value, out: number): Value {
  const weight = param(s, 'weight', [out, x.type.shape[1] as number, 1, 1], { init });
  return emit(s, Conv, [x, weight, param(s, 'bias', [out], { init })], {});
}

/** A stage that lowerings treat in different ways. */
function model() {
  const graph = new Graph('stage');
  const s = scopeOf(graph);
  const x = graph.addInput('x', new Value(tensorType('float32', [1, 16, 40, 40])));
  const wide = emit(s, LeakyRelu, [conv(s('a'), x, 48)], {});
  const [first, second] = split(s, wide, [24, 24]) as [Value, Value];
  const joined = concat(s, [first, emit(s, LeakyRelu, [conv(s('b'), second, 24)], {})]);
  graph.setOutputs([{ name: 'y', value: conv(s('c'), joined, 8) }]);
  return { graph, weights: seededWeights(graph.params, 1) };
}

describe('autotune', () => {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'gossamer-'));
  const options = { cacheFolder, rounds: 3, blockMs: 1, threads: 1 };
  afterAll(() => rm(cacheFolder, { recursive: true }));

  it('measures once, and finds its choice again', async () => {
    const progress: string[] = [];
    const tuned = await autotune(model(), { ...options, onProgress: (text) => progress.push(text) });
    expect(tuned.fromCache).toBe(false);
    expect(progress.at(-1)).toMatch(/^measuring cpu, .*portable$/);
    const names = tuned.measurements.map(({ lowering }) => lowering);
    expect(names).toContain(tuned.lowering);
    expect(tuned.measurements[0]).toMatchObject({ lowering: 'cpu', ratio: 1 });
    expect(tuned.measurements.every(({ ms }) => ms > 0)).toBe(true);
    const feeds = { x: seededInput('x', [1, 16, 40, 40]) };
    const wanted = await runOnnxruntime(await encodeOnnx(model()), feeds);
    const found = await runOnnxruntime(await encodeOnnx(tuned.model), feeds, { optimization: 'all' });
    expectClose(found.y as never, wanted.y as never, 2e-6);

    const again = await autotune(model(), { ...options, onProgress: () => expect.unreachable() });
    expect(again).toMatchObject({
      fromCache: true,
      lowering: tuned.lowering,
      measurements: tuned.measurements,
    });
    expect(again.reports.map(({ pass }) => pass)).toEqual(tuned.reports.map(({ pass }) => pass));
    expect(await readdir(cacheFolder)).toHaveLength(1);
  });

  it('keeps a choice for each number of threads, and measures again what is damaged', async () => {
    await autotune(model(), { ...options, threads: 2 });
    const files = await readdir(cacheFolder);
    expect(files).toHaveLength(2);
    for (const text of ['{', '{"lowering":"none","measurements":[]}', '{"lowering":"cpu"}', 'null']) {
      const path = join(cacheFolder, files[0] as string);
      await writeFile(path, text);
      await Promise.all([1, 2].map((threads) => autotune(model(), { ...options, threads })));
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ measurements: expect.any(Array) });
    }
  });

  it('does without a folder it cannot write to, and stops when told to', async () => {
    const file = join(cacheFolder, (await readdir(cacheFolder))[0] as string);
    expect((await autotune(model(), { ...options, cacheFolder: file })).fromCache).toBe(false);
    const stopped = autotune(model(), { ...options, cacheFolder: file, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('measure', () => {
  it('compares within rounds, so that a slow round is slow for all', async () => {
    let now = 0;
    let round = 0;
    const slow = [1, 1, 5, 1, 9, 1, 1];
    const contestant = (ms: number) => ({
      run: async () => {
        now += ms * (slow[Math.floor(round++ / 2) - 3] ?? 1);
      },
    });
    const options = { rounds: 7, blockMs: 0, clock: () => now };
    const found = await measure([contestant(4), contestant(3)], options);
    expect(found).toEqual([
      { ms: 4, ratio: 1 },
      { ms: 3, ratio: 0.75 },
    ]);
  });
});
