import type { Tensor } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { expectClose } from '@gossamer/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import { networks } from './testing/networks.js';
import type { PageFunctions, PageResult } from './testing/programs/page.js';

let browser: TestBrowser<PageFunctions>;
beforeAll(async () => {
  browser = await startBrowser<PageFunctions>('page');
});
afterAll(() => browser?.[Symbol.asyncDispose]());

const names = Object.keys(networks);

async function expectReference(name: string, result: PageResult): Promise<void> {
  const network = networks[name];
  if (network === undefined) throw new Error(`no network ${name}`);
  const { y } = await interpret(network.build(), { x: seededInput('x', network.input) });
  expectClose(result, y as Tensor, 5e-5, `y of ${name}`);
}

describe('WASM in Chromium', () => {
  it.each([1, 2])(
    'gives the reference values with %i threads, and fetches that build alone',
    async (threads) => {
      await using page = await browser.open();
      for (const name of names) {
        const result = await page.call('runNetwork', name, { device: 'wasm', threads });
        expect(result).toMatchObject({ device: 'wasm', fallbacks: [] });
        await expectReference(name, result);
      }
      expect(new Set(page.requests.filter((file) => file.endsWith('.wasm')))).toEqual(
        new Set(['ort-wasm-simd-threaded.wasm']),
      );
      expect(page.consoleErrors).toEqual([]);
    },
  );

  it('has one thread without isolation, and says why', async () => {
    await using page = await browser.open('plain');
    const result = await page.call('runNetwork', 'classifier', { threads: 2 });
    await expectReference('classifier', result);
    expect(result.fallbacks).toEqual([
      {
        device: 'wasm with 2 threads',
        reason: expect.stringContaining('not cross-origin isolated'),
        fix: expect.stringContaining('Cross-Origin-Opener-Policy'),
      },
    ]);
  });

  it('queues runs that overlap, and fails in our words', async () => {
    await using page = await browser.open();
    expect(await page.call('overlap', 4)).toEqual([1, 2, 3, 4].map((batch) => batch * 4 * 6 * 6));
    const errors = await page.call('failures');
    expect(errors.map(({ code }) => code)).toEqual(['RUNTIME', 'ABORTED', 'RUNTIME']);
    expect(errors[0]?.message).toContain('it looks like a web page');
    expect(page.consoleErrors).toEqual([]);
  });

  it('says what to do where the .wasm file is not served', async () => {
    await using page = await browser.open();
    const failed = page.call('runNetwork', 'classifier', { wasmPaths: '/isolated/none/' });
    await expect(failed).rejects.toThrow(
      /isolated\/none\/ort-wasm-simd-threaded.mjs answers 404.*set wasmPaths/s,
    );
  });

  it('refuses other settings once it runs on the page itself', async () => {
    await using page = await browser.open();
    await page.call('runNetwork', 'classifier', { threads: 1, worker: false });
    expect(page.workers).toBe(0);
    await expect(page.call('runNetwork', 'classifier', { threads: 2, worker: false })).rejects.toThrow(
      'other settings',
    );
  });
});

describe('WebGPU in Chromium, on a software adapter', () => {
  it.each(names)('gives the reference values of %s', async (name) => {
    await using page = await browser.open();
    const result = await page.call('runNetwork', name, { device: 'webgpu' });
    expect(result.device).toBe('webgpu');
    await expectReference(name, result);
    expect(page.requests.filter((file) => file.endsWith('.wasm'))).toEqual([
      'ort-wasm-simd-threaded.jspi.wasm',
    ]);
  });
});

describe('capabilities', () => {
  it('knows an isolated page with an adapter', async () => {
    await using page = await browser.open();
    expect(await page.call('capabilities')).toMatchObject({
      crossOriginIsolated: { available: true },
      simd: { available: true },
      webgpu: { available: true },
      shaderF16: { available: false, reason: expect.stringContaining('shader-f16') },
    });
  });

  it('gives the reason and the fix of what is missing', async () => {
    await using page = await browser.open('plain');
    expect(await page.call('capabilities')).toMatchObject({
      crossOriginIsolated: { available: false, fix: expect.stringContaining('require-corp') },
      threads: { available: false, count: 1, reason: expect.stringContaining('isolated') },
    });
  });
});
