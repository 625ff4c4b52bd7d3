// The packed packages in an application: it compiles, and its page runs in Chromium as bundlers write it.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as vite from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createApplication } from './application.js';
import { buildEsbuild } from './build-esbuild.js';
import { buildExtension } from './bundlers/build-extension.js';
import { buildNext } from './bundlers/build-next.js';
import { buildRollup } from './bundlers/build-rollup.js';
import { buildWebpack } from './bundlers/build-webpack.js';
import { installBundler } from './bundlers/install-bundler.js';
import { runExtension } from './bundlers/open-extension.js';
import { serveCdn } from './bundlers/serve-cdn.js';
import { serveVite } from './bundlers/serve-vite.js';
import { type PageRun, runAddress, runPage } from './open-page.js';

const require = createRequire(import.meta.url);
const WITH_NEXT = process.env.GOSSAMER_NEXT !== '0';

let app: Application;
beforeAll(async () => {
  // Downloads go on while the first tests compute.
  for (const name of ['webpack', 'rollup'] as const) void installBundler(name);
  if (WITH_NEXT) void installBundler('next');
  app = await createApplication();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const expectRun = (run: Omit<PageRun, 'missing'> & Partial<PageRun>): void => {
  expect(run.result).toEqual({ classes: 1000, first: expect.closeTo(0.12789, 4), fallbacks: [] });
  expect(run.missing ?? []).toEqual([]);
  expect(run.consoleErrors).toEqual([]);
  // Ours, and onnxruntime's second thread.
  expect(run.workers).toBe(2);
};

describe('TypeScript', () => {
  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('module %s, resolution %s', async (module, moduleResolution) => {
    const compilerOptions = {
      ...{ target: 'es2022', module, moduleResolution, noEmit: true, strict: true, types: [] },
      lib: ['es2022', 'dom', 'esnext.disposable'],
      exactOptionalPropertyTypes: true,
    };
    const config = join(app.folder, `tsconfig.${moduleResolution}.json`);
    await writeFile(config, JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
    expect(execFileSync(process.execPath, [compiler, '-p', config], { encoding: 'utf8' })).toBe('');
  });
});

describe('a page', () => {
  it('Vite, without settings', async () => {
    await vite.build({ root: app.folder, configFile: false, logLevel: 'error' });
    expectRun(await runPage(join(app.folder, 'dist')));
  });

  it("Vite's development server, with one setting", async () => {
    await using server = await serveVite(app.folder, ['@gossamer/runtime-web']);
    expectRun(await runAddress(server.url));
  });

  it("Vite's development server, without it: the error has the setting", async () => {
    await using server = await serveVite(app.folder, []);
    await expect(runAddress(server.url)).rejects.toThrow(
      "optimizeDeps: { exclude: ['@gossamer/runtime-web'] }",
    );
  });

  it('webpack 5, without settings', async () => {
    expectRun(await runPage(await buildWebpack(app)));
  });

  it('esbuild, with the workers as entry points and the .wasm file beside them', async () => {
    expectRun(await runPage(await buildEsbuild(app.folder, 'main.ts', 'esbuild')));
  });

  it('Rollup, with the workers as entry points and the .wasm file beside them', async () => {
    expectRun(await runPage(await buildRollup(app)));
  });

  it.skipIf(!WITH_NEXT)(
    'Next.js, without settings (skipped with GOSSAMER_NEXT=0: its packages are 340 MB)',
    { timeout: 240_000 },
    async () => {
      expectRun(await runPage(await buildNext(app)));
    },
  );

  it('a CDN of modules and an import map, without a bundler', async () => {
    await using cdn = await serveCdn(app);
    const page = join(app.folder, 'page');
    await mkdir(page);
    await copyFile(join(app.folder, 'main.js'), join(page, 'main.js'));
    const map = JSON.stringify({ imports: cdn.imports });
    const html = `<!doctype html><script type="importmap">${map}</script><script type="module" src="main.js"></script>`;
    await writeFile(join(page, 'index.html'), html);
    expectRun(await runPage(page));
    expect(cdn.missing).toEqual([]);
  });

  it('an extension of Chromium, under its strict policy', async () => {
    expectRun(await runExtension(await buildExtension(app)));
  });
});
