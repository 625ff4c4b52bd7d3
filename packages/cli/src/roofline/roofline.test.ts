import { mkdirSync } from 'node:fs';
import { bindDims } from '@gossamer/core';
import { loweredLayers } from '@gossamer/core/analysis';
import { createModel } from '@gossamer/models';
import { findModel, modelNames } from '@gossamer/models/catalog';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/run-gossamer.js';
import { checkedModels, spearman } from './check.js';
import { openDevice, saveMeasured } from './device-store.js';
import { measureDevice } from './measure-device.js';
import { fittedModels } from './network-probes.js';
import { probes } from './probes.js';
import { ridgesOf } from './roofline-words.js';

const NODE = { engine: 'node', threads: 1 } as const;

describe('measuring this machine', () => {
  it('fits costs from real runs, keeps them, and finds them again', async () => {
    const few = probes().filter(({ name }) => /^(pointwise|sums) .*x(14|28)$/.test(name));
    const signal = new AbortController().signal;
    const options = {
      engine: 'node',
      threads: 1,
      rounds: 3,
      minMs: 10,
      signal,
      progress: () => {},
      probes: few,
    } as const;
    const device = await measureDevice(options);
    expect(device.measured).toMatchObject({ probes: few.length, threads: 1, clock: 'cpu' });
    // Between a hundredth and a hundred times what any processor of today does on one core.
    expect(device.macsPerSecond).toBeGreaterThan(1e8);
    expect(device.macsPerSecond).toBeLessThan(1e13);
    const { overheadSeconds, secondsPerMac, secondsPerByte } = device.costs?.['Conv 1x1'] ?? {};
    expect(Math.min(overheadSeconds ?? -1, secondsPerMac ?? -1, secondsPerByte ?? -1)).toBeGreaterThanOrEqual(
      0,
    );
    expect(secondsPerMac).toBeLessThan(100 / device.macsPerSecond);

    const folder = temporaryFolder();
    mkdirSync(folder.file('cache'));
    const env = { XDG_CACHE_HOME: folder.file('cache') };
    expect((await openDevice(undefined, env, NODE)).name).toBe('laptop-cpu');
    await expect(openDevice('this-machine', env, NODE)).rejects.toMatchObject({ code: 'OPTION' });
    await saveMeasured(device, env);
    expect(await openDevice(undefined, env, NODE)).toEqual(device);
    expect(await openDevice('this-machine', env, NODE)).toEqual(device);
  });

  it('measures a WebAssembly module, which has no blocks, in the same way', async () => {
    const few = probes().filter(({ name }) => /^(pointwise|sums) .*x14$/.test(name));
    const { signal } = new AbortController();
    const options = {
      engine: 'wasm',
      threads: 1,
      rounds: 3,
      minMs: 1,
      signal,
      progress: () => {},
      probes: few,
    } as const;
    const device = await measureDevice(options);
    expect(device).toMatchObject({ name: 'this-machine-wasm-1', measured: { engine: 'wasm', clock: 'cpu' } });
    expect(device.channelBlock).toBeUndefined();
    expect(device.macsPerSecond).toBeLessThan(1e12);
  });

  it('stops where it is told to', async () => {
    const signal = AbortSignal.abort();
    const options = { engine: 'node', threads: 1, rounds: 3, minMs: 1, signal, progress: () => {} } as const;
    await expect(measureDevice(options)).rejects.toThrow();
  });

  it('probes every kind of layer that takes time in the networks it is checked on', async () => {
    const kindsOf = (graph: Parameters<typeof loweredLayers>[0]): string[] =>
      loweredLayers(graph, { channelBlock: 16 }).map(({ kind }) => kind);
    const probed = new Set<string>();
    for (const probe of probes()) for (const kind of kindsOf(await probe.build())) probed.add(kind);
    for (const name of fittedModels) {
      const { graph } = createModel(await findModel(name as string), { batch: 1 });
      for (const kind of kindsOf(graph)) probed.add(kind);
    }
    const missing = new Set<string>();
    for (const name of checkedModels) {
      const { graph } = createModel(await findModel(name as string));
      for (const kind of kindsOf(bindDims(graph, { N: 1 })))
        if (!probed.has(kind)) missing.add(`${name}: ${kind}`);
    }
    expect([...missing]).toEqual([]);
  });
});

describe('the check', () => {
  it('is on 25 models or more of the catalog, none of them fitted', () => {
    const known: readonly string[] = modelNames();
    expect(checkedModels.length).toBeGreaterThanOrEqual(25);
    for (const name of checkedModels) expect(known).toContain(name);
    expect(checkedModels.filter((name) => (fittedModels as readonly string[]).includes(name))).toEqual([]);
  });

  it('correlates ranks; ties share theirs', () => {
    expect(spearman([1, 2, 3, 4], [10, 100, 1000, 1e4])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
    // numpy.corrcoef of the ranks [0, 1.5, 1.5, 3, 4] and [1, 0, 3, 2, 4].
    expect(spearman([1, 2, 2, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.6668859288553503, 12);
  });
});

it('reads ridge points', () => {
  expect(ridgesOf()).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500]);
  expect(ridgesOf('0..1:0.25')).toEqual([0, 0.25, 0.5, 0.75, 1]);
  for (const wrong of ['5', '5..1', '0..500:0', '0..500:0.1', 'a..b']) {
    expect(() => ridgesOf(wrong)).toThrow('--ridge should be');
  }
});
