// Rounds, stops and failures with engines that only count; their document read by the command line's own code.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceUnavailableError } from '@gossamer/core';
import { readSaved, settingKey } from 'gossamer';
import { afterAll, describe, expect, it } from 'vitest';
import { compareEngines } from './compare.js';
import type { Contestant } from './contestant.js';
import { benchDocument } from './document.js';
import { benchMarkdown } from './markdown.js';
import { type Failure, type Measured, measure } from './measure.js';
import { resultsOf } from './result.js';
import type { Plan, Setting } from './setting.js';

const folder = mkdtempSync(join(tmpdir(), 'gossamer-measure-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plan: Plan = { models: ['small', 'large'], devices: ['module', 'wasm'], threads: 2, rounds: 3 };

interface Trace {
  readonly order: string[];
  readonly disposed: string[];
}

/** An engine on which every run takes as long as its name says. */
function fake(trace: Trace, setting: Setting): Contestant {
  const name = `${setting.model} ${setting.device}`;
  const ms = setting.device === 'module' ? 35 : 70;
  return {
    setting,
    size: [224, 192],
    gain: 1.3,
    params: 1000,
    macs: 2e6,
    top1: 70,
    layers: [],
    phases: { buildMs: 1, bindMs: 1, passesMs: 1, encodeMs: null, createMs: 1, firstMs: 1 },
    fileBytes: null,
    outputs: { logits: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) } },
    async run() {
      trace.order.push(name);
      await new Promise((resolve) => setTimeout(resolve, ms));
    },
    async dispose() {
      trace.disposed.push(name);
    },
  };
}

async function measured(stopAfter = Number.POSITIVE_INFINITY, missing?: string) {
  const trace: Trace = { order: [], disposed: [] };
  const stopper = new AbortController();
  let results: readonly Measured[] = [];
  let failures: readonly Failure[] = [];
  const steps: string[] = [];
  await measure(plan, {
    signal: stopper.signal,
    onProgress: ({ text }) => {
      steps.push(text);
    },
    onResults(all, failed) {
      results = all;
      failures = failed;
      if ((all[0]?.rounds.length ?? 0) >= stopAfter) stopper.abort();
    },
    async open(setting) {
      if (setting.device === missing) throw new DeviceUnavailableError('it is not here', { hint: 'get one' });
      return fake(trace, setting);
    },
  });
  return { trace, results, failures, steps };
}

describe('a benchmark', () => {
  it('runs everything in every round, every second one backwards, and closes all sessions', async () => {
    const { trace, results, steps } = await measured();
    expect(results.map(({ rounds }) => rounds.length)).toEqual([3, 3, 3, 3]);
    const rounds = steps
      .filter((text) => text.startsWith('round'))
      .map((text) => text.replace(/^round (\d).*: /, '$1 '));
    expect(rounds.slice(0, 4)).toEqual(
      rounds
        .slice(4, 8)
        .reverse()
        .map((text) => text.replace(/^2/, '1')),
    );
    expect(trace.disposed).toHaveLength(4);
    const fast = resultsOf(results)[0];
    expect(fast?.latency.p50).toBeGreaterThan(30);
  });

  it('counts complete rounds only when it is stopped', async () => {
    const { trace, results } = await measured(1);
    expect(results.map(({ rounds }) => rounds.length)).toEqual([1, 1, 1, 1]);
    expect(trace.disposed).toHaveLength(4);
  });

  it('goes on without an engine that cannot run, and says why', async () => {
    const { results, failures } = await measured(Number.POSITIVE_INFINITY, 'wasm');
    expect(results).toHaveLength(2);
    expect(failures.map(({ reason }) => reason)).toEqual(Array(2).fill('it is not here; get one'));
  });

  it('is read by gossamer bench --against, and compares the engines', async () => {
    const all = resultsOf((await measured()).results);
    const machine = { facts: { cpu: 'a test' }, versions: { browser: 'none' } };
    const document = benchDocument(all, machine);
    const file = join(folder, 'bench.json');
    writeFileSync(file, JSON.stringify(document));
    const saved = await readSaved(file);
    expect(saved.facts).toEqual({ cpu: 'a test', browser: 'none' });
    expect(saved.results.size).toBe(4);
    const setting = {
      model: 'small',
      runtime: 'browser',
      precision: 'fp32',
      target: 'wasm',
      batch: 1,
      size: '224x192',
    };
    expect(
      saved.results.get(settingKey({ ...setting, device: 'module', threads: 1 }))?.times.wall?.rounds,
    ).toHaveLength(3);
    expect(saved.results.get(settingKey({ ...setting, device: 'wasm', threads: 2 }))?.basis).toBe('wall');
    const [first, ...more] = compareEngines(all);
    expect(more).toHaveLength(1);
    expect(first?.value).toBeGreaterThan(1.3);
    expect(first?.verdict).toBe('slower');
    expect(benchMarkdown(all, machine).split('\n').slice(0, 3).join('\n')).toMatch(
      /^\| model \| engine .*\n\| --- \| --- \| --: .*\n\| small \| its own/,
    );
  });
});
