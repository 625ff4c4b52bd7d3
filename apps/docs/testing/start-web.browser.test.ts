// The page of the start path, built with Vite and opened: it answers for its own picture and for one that is chosen.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './docs-files.js';
import { openBrowser } from './open-browser.js';
import { serveSite } from './serve-site.js';
import { watchPage } from './watch-page.js';

const example = join(ROOT, 'examples/start-web');
const outDir = mkdtempSync(join(tmpdir(), 'gossamer-start-web-'));
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  await build({
    root: example,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['gossamer-source', 'module', 'browser', 'import'] },
    esbuild: { target: 'es2022' },
    build: { outDir, emptyOutDir: true, target: 'es2022' },
  });
});
afterAll(async () => {
  await browser?.close();
  rmSync(outDir, { recursive: true, force: true });
});

it('classifies the sample and a picture of the reader', async () => {
  await using site = await serveSite(outDir, { isolated: false });
  await using context = await browser.newContext();
  const page = await context.newPage();
  const problems = watchPage(page, site.url);
  await page.goto(site.url);
  const answer = page.locator('#answer');
  await page
    .waitForFunction(() => /\d ms/.test(document.querySelector('#answer')?.textContent ?? ''))
    .catch(() => expect(problems).toEqual([]));
  const first = await answer.textContent();
  expect(first?.match(/^\d+\.\d+ % {2}\S/gm)).toHaveLength(5);

  await answer.evaluate((element) => element.replaceChildren());
  await page.locator('#file').setInputFiles(join(ROOT, 'internal/goldens/data/pictures/chelsea.png'));
  await page.waitForFunction(() => /\d ms/.test(document.querySelector('#answer')?.textContent ?? ''));
  expect((await answer.textContent())?.match(/^\d+\.\d+ % {2}\S/gm)).toHaveLength(5);
  expect(problems.filter((problem) => !problem.includes('favicon') && !problem.includes('404'))).toEqual([]);
});
