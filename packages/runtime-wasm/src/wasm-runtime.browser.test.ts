// The runtime in Chromium: plain and relaxed SIMD, threads, pages without isolation, a strict policy.
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { maxRelativeError, numbersOf, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitModule } from './index.js';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import { catalogInput, catalogModel } from './testing/catalog-model.js';

const SIZE = [65, 97] as const;
const AHEAD = 'mobilenetv4_conv_small_035';
/** One of each family; Node's tests run them all. */
const NAMES = [
  'mobilenetv1_100',
  'mobilenetv2_100',
  'mobilenetv3_small_100',
  AHEAD,
  'mobilenetv4_hybrid_medium',
  'ghostnet_100',
  'ghostnetv2_100',
  'ghostnetv3_050',
  'shufflenetv1_g3_100',
  'fasternet_t0',
  'cspresnet50',
  'g_ghost_regnetx_002',
];

let browser: TestBrowser;
beforeAll(async () => {
  const { files } = await emitModule(await catalogModel(AHEAD, SIZE, { numClasses: 10 }));
  browser = await startBrowser(new Map(Object.entries(files).map(([name, file]) => [`aot/${name}`, file])));
});
afterAll(() => browser?.[Symbol.asyncDispose]());

async function expected(name: string): Promise<number[]> {
  const model = await catalogModel(name, SIZE, { numClasses: 10 });
  const onnx = await encodeOnnx(runPasses(model, [foldBatchNorm]).model);
  const { logits } = await runOnnxruntime(onnx, catalogInput(SIZE), { optimization: 'all' });
  return numbersOf(logits as TestTensor);
}

describe('in Chromium', () => {
  it('every family equals onnxruntime on relaxed SIMD, and on two threads to the last bit', async () => {
    await using page = await browser.open();
    expect(await page.call('hasRelaxedSimd')).toBe(true);
    for (const name of NAMES) {
      const { logits } = await page.call('run', name, SIZE, { simd: 'relaxed' });
      expect(maxRelativeError(logits, await expected(name)), name).toBeLessThan(2e-5);
      const team = await page.call('run', name, SIZE, { simd: 'relaxed', threads: 2 });
      expect(team, name).toEqual({ logits, fallbacks: [] });
    }
    expect(page.consoleErrors).toEqual([]);
  });

  it('has one thread without isolation, and says why', async () => {
    await using page = await browser.open('plain');
    const { logits, fallbacks } = await page.call('run', AHEAD, SIZE, { simd: 'plain', threads: 2 });
    expect(maxRelativeError(logits, await expected(AHEAD))).toBeLessThan(2e-5);
    expect(fallbacks).toEqual([expect.stringContaining('not cross-origin isolated')]);
  });

  it('is measured beside onnxruntime-web where it is among the candidates', async () => {
    await using page = await browser.open();
    const { logits, why } = await page.call('auto', AHEAD, SIZE);
    expect(maxRelativeError(logits, await expected(AHEAD))).toBeLessThan(2e-5);
    expect(why).toMatch(
      /^(gossamer-)?wasm, because a run takes [\d.]+ ms on gossamer-wasm and [\d.]+ ms on wasm; not on webgpu: /,
    );
  });

  it('runs compiled and ahead of time where the page allows no eval', async () => {
    await using page = await browser.open('strict');
    const wanted = await expected(AHEAD);
    const { logits } = await page.call('run', AHEAD, SIZE, {});
    expect(maxRelativeError(logits, wanted)).toBeLessThan(2e-5);
    expect(maxRelativeError(await page.call('runAhead', SIZE), wanted)).toBeLessThan(2e-5);
    expect(page.consoleErrors).toEqual([]);
  });

  it('has one thread where the policy allows no workers, and says why', async () => {
    await using page = await browser.open('workerless');
    const { logits, fallbacks } = await page.call('run', AHEAD, SIZE, { simd: 'plain', threads: 2 });
    expect(maxRelativeError(logits, await expected(AHEAD))).toBeLessThan(2e-5);
    expect(fallbacks).toEqual(['a worker does not start']);
  });

  it('says what a policy forbids', async () => {
    await using page = await browser.open('stricter');
    const failure = await page.call('failure', AHEAD, SIZE, {});
    expect(failure).toMatch(/^RUNTIME: /);
    expect(failure).toContain("add 'wasm-unsafe-eval' to its script-src");
  });
});
