// `gossamer bench --runtime browser` in a real Chromium.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromiumPath } from '@gossamer/testkit/page';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gossamer } from '../testing/run-gossamer.js';

const home = fileURLToPath(new URL('../..', import.meta.url));
const before = { ...process.env };

beforeAll(() => {
  execFileSync(process.execPath, ['build-bench-page.mjs'], { cwd: home });
  process.env.CHROMIUM_PATH = chromiumPath();
});

afterAll(() => {
  process.env = before;
});

const QUICK = ['--size', '64', '--rounds', '9', '--min-time', '0', '--warmup', '1', '--json'];

interface Document {
  readonly results: readonly {
    readonly label: string;
    readonly latencyMs: { readonly p50: number };
    readonly outputs: { readonly largest: number };
    readonly rssBytes: number | null;
  }[];
  readonly comparisons: readonly { readonly b: string }[];
  readonly versions: Readonly<Record<string, string>>;
}

// WebGPU is left to people with a GPU: on a software adapter the matrix products alone take minutes.
it('measures a page beside this process', async () => {
  const words = ['mobilenetv2_035', '--runtime', 'wasm,browser', '--device', 'module,wasm'];
  const { status, stderr, json } = await gossamer('bench', ...words, '--threads', '2', ...QUICK);
  expect(stderr).not.toContain('Error');
  expect(status).toBe(0);
  const { results, comparisons, versions } = json<Document>();
  expect(results.map(({ label }) => label)).toEqual(
    ['runtime=wasm device=module', 'runtime=browser device=module', 'runtime=browser device=wasm'].map(
      (setting) => `mobilenetv2_035 ${setting}`,
    ),
  );
  for (const { latencyMs, outputs } of results) {
    expect(latencyMs.p50).toBeGreaterThan(0);
    expect(outputs.largest / (results[0]?.outputs.largest as number)).toBeCloseTo(1, 3);
  }
  expect(results.map(({ rssBytes }) => rssBytes === null)).toEqual([false, true, true]);
  expect(comparisons).toHaveLength(2);
  expect(versions.chromium).toMatch(/^\d+\./);
});

it('says what to install where no browser starts', async () => {
  const kept = process.env.CHROMIUM_PATH;
  process.env.CHROMIUM_PATH = '/nowhere/chromium';
  const { status, stderr } = await gossamer('bench', 'mobilenetv2_035', '--runtime', 'browser', ...QUICK);
  process.env.CHROMIUM_PATH = kept;
  expect([status, stderr]).toEqual([1, expect.stringContaining('name one with CHROMIUM_PATH')]);
});
