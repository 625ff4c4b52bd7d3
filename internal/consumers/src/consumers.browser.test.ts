// The packed packages in an application: it compiles, and its page runs in Chromium as bundlers write it.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';
import * as vite from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createApplication } from './application.js';
import { runPage } from './open-page.js';

const require = createRequire(import.meta.url);
let app: Application;
beforeAll(async () => {
  app = await createApplication();
});
afterAll(() => app?.[Symbol.asyncDispose]());

async function expectPage(folder: string): Promise<void> {
  const { result, workers, missing } = await runPage(folder);
  expect(result).toEqual({ classes: 1000, first: expect.closeTo(0.12789, 4), fallbacks: [] });
  expect(missing).toEqual([]);
  // Ours, and onnxruntime's second thread.
  expect(workers).toBe(2);
}

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

it('Vite, without settings', async () => {
  await vite.build({ root: app.folder, configFile: false, logLevel: 'error' });
  await expectPage(join(app.folder, 'dist'));
});

it('esbuild, with the workers as entry points and the .wasm file beside them', async () => {
  const outdir = join(app.folder, 'esbuild');
  await mkdir(outdir);
  await esbuild.build({
    absWorkingDir: app.folder,
    entryPoints: {
      main: 'main.ts',
      'worker-wasm': '@gossamer/runtime-web/worker-wasm',
      'worker-webgpu': '@gossamer/runtime-web/worker-webgpu',
    },
    ...{ outdir, bundle: true, splitting: true, minify: true, format: 'esm', logLevel: 'error' },
  });
  await writeFile(join(outdir, 'index.html'), '<!doctype html><script type="module" src="main.js"></script>');
  const wasm = 'ort-wasm-simd-threaded.wasm';
  await copyFile(join(app.folder, 'node_modules/onnxruntime-web/dist', wasm), join(outdir, wasm));
  await expectPage(outdir);
});
