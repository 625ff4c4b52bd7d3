// A real Chromium on the test page.

import { chromiumPath } from '@gossamer/testkit/page';
import { chromium } from 'playwright-core';
import type { PageFunctions } from './programs/page.js';
import { type Files, type PageMode, startServer } from './server.js';

interface TestPage extends AsyncDisposable {
  call<N extends keyof PageFunctions>(
    name: N,
    ...args: Parameters<PageFunctions[N]>
  ): ReturnType<PageFunctions[N]>;
  readonly consoleErrors: readonly string[];
}

export interface TestBrowser extends AsyncDisposable {
  open(mode?: PageMode): Promise<TestPage>;
}

export async function startBrowser(files?: Files): Promise<TestBrowser> {
  const server = await startServer(files);
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
  return {
    async open(mode = 'isolated') {
      const page = await browser.newPage();
      const consoleErrors: string[] = [];
      page.on('console', (message) => {
        const isNews = message.type() === 'error' && !message.text().includes('favicon');
        if (isNews) consoleErrors.push(message.text());
      });
      page.on('pageerror', (error) => consoleErrors.push(error.message));
      await page.goto(server.url(mode));
      await page.waitForFunction(() => 'functions' in globalThis);
      return {
        consoleErrors,
        call: (name, ...args) => page.evaluate(callFunction, [name, args] as const) as never,
        [Symbol.asyncDispose]: () => page.close(),
      };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Runs in the page. */
function callFunction([name, args]: readonly [string, readonly unknown[]]): unknown {
  const { functions } = globalThis as unknown as {
    functions: Record<string, (...args: readonly unknown[]) => unknown>;
  };
  return functions[name]?.(...args);
}
