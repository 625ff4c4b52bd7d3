// A headless Chromium with a page for each device: where a benchmark's browser engines live.

import { DeviceUnavailableError, RuntimeError } from '@gossamer/core';
import type { Browser, Page } from 'playwright-core';
import { optionalPackage } from '../optional-package.js';
import type { PageFunctions } from './page-functions.js';
import { servePage } from './serve-page.js';

export interface BrowserHost {
  readonly version: string;
  page(setting: { readonly device: string; readonly threads: number }): Promise<BenchPage>;
  close(): Promise<void>;
}

export interface BenchPage {
  readonly device: string;
  /** An address for these bytes, until they are withdrawn. */
  publish(bytes: Uint8Array): { readonly url: string; withdraw(): void };
  /** @throws RuntimeError with what went wrong in the page */
  call<N extends keyof PageFunctions>(
    name: N,
    ...args: Parameters<PageFunctions[N]>
  ): ReturnType<PageFunctions[N]>;
}

/** WebGPU where Chromium does not offer it by itself, such as on Linux. */
const ARGUMENTS = ['--enable-unsafe-webgpu', '--disable-background-networking', '--no-first-run'];

/**
 * Starts Chromium: the one that CHROMIUM_PATH names, or an installed Chrome; CHROMIUM_ARGS adds arguments, such as
 * `--use-webgpu-adapter=swiftshader` for WebGPU without a GPU.
 * @throws OptionError where playwright-core or onnxruntime-web is missing, DeviceUnavailableError
 */
export async function openBrowser(): Promise<BrowserHost> {
  const { chromium } = await optionalPackage('playwright-core', () => import('playwright-core'));
  const server = await servePage();
  let browser: Browser;
  try {
    browser = await chromium.launch({ headless: true, args: argumentsHere(), ...browserHere() });
  } catch (cause) {
    await server.close();
    throw new DeviceUnavailableError(`no browser starts: ${firstLine(cause)}`, {
      hint: 'install Chrome or Chromium, or name one with CHROMIUM_PATH',
      cause,
    });
  }
  return {
    version: browser.version(),
    async page({ device, threads }) {
      const page = await browser.newPage();
      await page.goto(`${server.url}?device=${device}&threads=${threads}`);
      return {
        device,
        publish: server.publish,
        call: (name, ...args) => callPage(page, name, args) as never,
      };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function callPage(page: Page, name: string, args: readonly unknown[]): Promise<unknown> {
  try {
    return await page.evaluate(([called, given]) => (globalThis as unknown as Callable).call(called, given), [
      name,
      args,
    ] as const);
  } catch (cause) {
    throw new RuntimeError(`in the browser: ${firstLine(cause)}`, { cause });
  }
}

/** What the page offers. */
interface Callable {
  call(name: string, args: readonly unknown[]): Promise<unknown>;
}

function browserHere(): { executablePath: string } | { channel: string } {
  const { CHROMIUM_PATH } = process.env;
  return CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : { channel: 'chrome' };
}

function argumentsHere(): string[] {
  const more = process.env.CHROMIUM_ARGS?.split(' ').filter((word) => word !== '') ?? [];
  // Chromium's sandbox does not start for root.
  return [...ARGUMENTS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...more];
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.replace(/^[\w.]+: (Error: )?/, '').split('\n')[0] ?? '').trim();
}
