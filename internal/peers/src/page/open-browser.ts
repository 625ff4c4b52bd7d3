// One page of Chromium with everybody in it.

import { chromiumPath } from '@gossamer/testkit/page';
import { chromium } from 'playwright-core';
import type { Corner } from '../network/corner.js';
import type { PageContestant, PageFunctions } from './page-entry.js';

export interface PeersPage extends AsyncDisposable {
  readonly version: string;
  /**
   * @param most runs at once, however many are asked for: on software GPUs one takes seconds
   * @throws Error with what the page said
   */
  open(name: PageContestant, label: string, shape: readonly number[], most?: number): Promise<Corner>;
}

/** WebGPU on Chromium's software adapter, where there is no GPU. */
const ARGUMENTS = ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

export async function openBrowser(url: string): Promise<PeersPage> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS });
  const page = await browser.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(url);
  await page.waitForFunction(() => 'functions' in globalThis);
  const call = <N extends keyof PageFunctions>(
    name: N,
    ...args: Parameters<PageFunctions[N]>
  ): ReturnType<PageFunctions[N]> =>
    page.evaluate(
      ([name, args]) => {
        const { functions } = globalThis as unknown as {
          functions: Record<string, (...args: unknown[]) => unknown>;
        };
        return functions[name]?.(...args);
      },
      [name, args] as [string, unknown[]],
    ) as ReturnType<PageFunctions[N]>;
  return {
    version: browser.version(),
    async open(name, label, shape, most = Number.POSITIVE_INFINITY) {
      const output = await call('open', name, shape);
      return {
        entry: { kind: 'onnxruntime', label, path: '' },
        engine: name,
        output,
        async measure(runs) {
          // One figure for the block.
          const ms = await call('measure', name, Math.min(runs, most));
          return Array.from({ length: runs }, () => ({ wallMs: ms, cpuMs: ms }));
        },
        close: () => undefined,
      };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
