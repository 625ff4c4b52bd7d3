// A built page in Chromium, from a server with the headers of isolation.

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface PageRun {
  readonly result: unknown;
  readonly workers: number;
  /** Paths the server did not have. */
  readonly missing: readonly string[];
}

/** Serves the folder, waits for the page's `classify` and calls it. */
export async function runPage(folder: string): Promise<PageRun> {
  const missing: string[] = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const body = await readFile(join(folder, path === '/' ? 'index.html' : path)).catch(() => undefined);
    if (body === undefined && path !== '/favicon.ico') missing.push(path);
    response.writeHead(body === undefined ? 404 : 200, {
      'Content-Type': TYPES[extname(path) || '.html'] ?? 'application/octet-stream',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    let workers = 0;
    page.on('worker', () => workers++);
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'classify' in globalThis);
    const result = await page.evaluate(() =>
      (globalThis as unknown as { classify(): Promise<object> }).classify(),
    );
    return { result, workers, missing };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

function chromiumPath(): string {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const script = fileURLToPath(new URL('../../../scripts/ensure-browser.mjs', import.meta.url));
  return execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim();
}
