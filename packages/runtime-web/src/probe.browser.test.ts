// Starts that fail say which file is wrong and what to do; the choice of a device is measured once and explained.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import type { ProbeFunctions } from './testing/programs/probe.js';

let browser: TestBrowser<ProbeFunctions>;
beforeAll(async () => {
  browser = await startBrowser<ProbeFunctions>('probe');
});
afterAll(() => browser?.[Symbol.asyncDispose]());

const WASM = 'ort-wasm-simd-threaded.wasm';

describe.each([true, false])('a server that misbehaves (in a worker: %s)', (worker) => {
  it.each([
    ['html-as-wasm', [`html-as-wasm/${WASM} is a web page`, 'set wasmPaths']],
    ['missing', [`missing/${WASM} answers 404`, 'set wasmPaths']],
    ['wrong-pair', ['different versions or builds', 'from the same onnxruntime-web/dist']],
    ['policy', ['Content-Security-Policy', "'wasm-unsafe-eval'"]],
  ])('%s', async (folder, words) => {
    await using page = await browser.open(folder);
    const { code, message } = await page.call('start', { worker, threads: 1 });
    expect(code).toBe('RUNTIME');
    for (const word of words) expect(message).toContain(word);
  });

  it('wrong-type runs all the same', async () => {
    await using page = await browser.open('wrong-type');
    expect(await page.call('start', { worker, threads: 1 })).toMatchObject({ device: 'wasm' });
  });
});

describe('auto', () => {
  it('does not take an adapter that the processor computes', async () => {
    await using page = await browser.open();
    expect(await page.call('start', { device: 'auto' })).toEqual({
      device: 'wasm',
      why: 'wasm, because the only GPU adapter is computed by the processor',
    });
    expect(page.requests.filter((file) => file.includes('asyncify'))).toEqual([]);
  });

  it('measures candidates in a page that is not secure, too', async () => {
    await using page = await browser.open('insecure');
    const { why } = await page.call('startBeside');
    expect(why).toMatch(
      /because a run takes .* ms on beside and .* ms on wasm; not on webgpu: the page is not secure/,
    );
    expect((await page.call('startBeside')).why).toBe(`${why} (remembered)`);
  });

  it('refuses candidates that are no runtimes', async () => {
    await using page = await browser.open();
    expect(await page.call('wrongCandidates')).toEqual(['OPTION', 'OPTION', 'OPTION', 'OPTION']);
  });

  it.each([
    [12, 4, 'webgpu', 'webgpu, because a run takes 4.0 ms on webgpu and 12.0 ms on wasm'],
    [3, 4, 'wasm', 'wasm, because a run takes 4.0 ms on webgpu and 3.0 ms on wasm'],
    [3, -1, 'wasm', 'wasm, because webgpu failed: Error: no kernel'],
  ])('%d ms on wasm and %d on webgpu', async (wasm, webgpu, device, why) => {
    await using page = await browser.open();
    const { choices, loads } = await page.call('choose', wasm, webgpu);
    expect(choices).toEqual([
      { device, why },
      { device, why: `${why} (remembered)` },
    ]);
    expect(loads).toBe(2);
  });

  it.each([
    [9, 7, 4, 'module', 'module, because a run takes 7.0 ms on webgpu, 4.0 ms on module and 9.0 ms on wasm'],
    [
      9,
      -1,
      4,
      'module',
      'module, because a run takes 4.0 ms on module and 9.0 ms on wasm; webgpu failed: Error: no kernel',
    ],
    [
      9,
      7,
      -1,
      'webgpu',
      'webgpu, because a run takes 7.0 ms on webgpu and 9.0 ms on wasm; module failed: Error: no kernel',
    ],
  ])('%d ms on wasm, %d on webgpu, %d with a candidate', async (wasm, webgpu, module, device, why) => {
    await using page = await browser.open();
    const { choices } = await page.call('choose', wasm, webgpu, module);
    expect(choices).toEqual([
      { device, why },
      { device, why: `${why} (remembered)` },
    ]);
  });
});
