// A real Chromium on a test page.

import { readFile } from 'node:fs/promises';
import { chromiumPath } from '@gossamer/testkit/page';
import { type Browser, chromium, type Page } from 'playwright-core';
import { INSECURE_HOST, startServer } from './server.js';

/** Functions a test page offers, by name; they take and give plain JSON. */
type Functions<F> = { [N in keyof F]: (...args: never[]) => Promise<unknown> };

interface TestPage<F extends Functions<F>> extends AsyncDisposable {
  call<N extends keyof F & string>(name: N, ...args: Parameters<F[N]>): ReturnType<F[N]>;
  /** Requests made so far, by file name. */
  readonly requests: readonly string[];
  readonly consoleErrors: readonly string[];
  /** Workers the page has started. */
  readonly workers: number;
  /** Of them those that run. */
  readonly workersNow: number;
  /** Lets the page's site keep no more than so many bytes. */
  limitStorage(bytes: number): Promise<void>;
  /** Resident bytes of the process that computes or drives the GPU; undefined where there is no /proc. */
  gpuMemory(): Promise<number | undefined>;
}

export interface TestBrowser<F extends Functions<F>> extends AsyncDisposable {
  /** A page of the server's folder, `isolated` by default. */
  open(folder?: string): Promise<TestPage<F>>;
}

/** WebGPU on Chromium's software adapter, where there is no GPU. */
const ARGUMENTS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
  // Answers performance.measureUserAgentSpecificMemory at once.
  '--enable-blink-features=ForceEagerMeasureMemory',
];

/** Chromium draws on a software GPU: it then gives WebGPU video frames, whose reading its GPU process does not survive. */
export const FATAL_FRAMES = ['--use-angle=swiftshader', '--ignore-gpu-blocklist'];

/** A browser for the pages of one program of `programs/`. */
export async function startBrowser<F extends Functions<F>>(
  program: string,
  more: readonly string[] = [],
): Promise<TestBrowser<F>> {
  const server = await startServer(program);
  const args = [...ARGUMENTS, ...more];
  const browser = await chromium.launch({ executablePath: chromiumPath(), headless: true, args });
  return {
    open: (folder = 'isolated') => openPage(browser, server.url(folder)),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function openPage<F extends Functions<F>>(browser: Browser, url: string): Promise<TestPage<F>> {
  const page: Page = await browser.newPage();
  const requests: string[] = [];
  const consoleErrors: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname.split('/').pop() ?? ''));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) consoleErrors.push(message.text());
  });
  let workers = 0;
  page.on('worker', () => workers++);
  page.on('pageerror', (error) => consoleErrors.push(error.message));
  await page.goto(url);
  await page.waitForFunction(() => 'functions' in globalThis);
  return {
    requests,
    consoleErrors,
    get workers() {
      return workers;
    },
    get workersNow() {
      return page.workers().length;
    },
    async limitStorage(bytes) {
      const session = await page.context().newCDPSession(page);
      const { origin } = new URL(url);
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: bytes });
    },
    gpuMemory: () => gpuMemory(browser),
    call: (name, ...args) => page.evaluate(callFunction, [name, args] as const) as never,
    [Symbol.asyncDispose]: () => page.close(),
  };
}

async function gpuMemory(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const id = processInfo.find(({ type }) => type === 'GPU')?.id;
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Runs in the page. */
function callFunction([name, args]: readonly [string, readonly unknown[]]): unknown {
  const { functions } = globalThis as unknown as {
    functions: Record<string, (...args: readonly unknown[]) => unknown>;
  };
  return functions[name]?.(...args);
}
