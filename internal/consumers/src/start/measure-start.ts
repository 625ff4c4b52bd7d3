// From navigation to the first result: bytes as the server sent them, milliseconds as the page counts them.

import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeSafetensors, seededWeights } from '@gossamer/core/weights';
import { createModel, mobilenetv4_conv_small } from '@gossamer/models/mobilenetv4';
import { chromiumPath } from '@gossamer/testkit/page';
import { build } from 'esbuild';
import { type BrowserContext, chromium } from 'playwright-core';
import type { Application } from '../application.js';
import { buildEsbuild } from '../build-esbuild.js';
import { type ServedFolder, serveFolder } from '../serve-page.js';
import { START_PROGRAM } from './program.js';

export interface Start {
  /** Since the navigation began. */
  readonly ms: number;
  readonly bytes: number;
  readonly marks: Readonly<Record<string, number>>;
  readonly fromCache: boolean;
  readonly notKept?: string;
  readonly first: number;
  readonly fallbacks: readonly object[];
}

export interface StartReport {
  readonly cold: readonly Start[];
  readonly warm: readonly Start[];
  /** Bytes that are not ours, compressed as they were sent: onnxruntime's `/wasm` and the weights. */
  readonly others: { readonly onnxruntime: number; readonly weights: number };
}

/** The built page in a folder, beside its weights. */
export async function buildStart({ folder }: Application): Promise<string> {
  await writeFile(join(folder, 'start.js'), START_PROGRAM);
  const outdir = await buildEsbuild(folder, 'start.js', 'start');
  const { graph } = createModel(mobilenetv4_conv_small, { batch: 1, size: 224 });
  const weights = await encodeSafetensors(seededWeights(graph.params, 1.2));
  await writeFile(join(outdir, 'model.safetensors'), weights);
  const sha256 = createHash('sha256').update(weights).digest('hex');
  await writeFile(join(outdir, 'weights.json'), JSON.stringify({ sha256 }));
  return outdir;
}

/** Each round has a browser profile of its own: a first visit, and a second one with what the first left. */
export async function measureStart(outdir: string, rounds: number): Promise<StartReport> {
  const cold: Start[] = [];
  const warm: Start[] = [];
  for (let round = 0; round < rounds; round++) {
    const profile = join(outdir, '..', `profile-${round}`);
    await using server = await serveFolder(outdir);
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath(),
      args: ['--no-sandbox'],
    });
    try {
      cold.push(await visit(browser, server));
      warm.push(await visit(browser, server));
    } finally {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    }
  }
  return { cold, warm, others: await bytesOfOthers(outdir) };
}

async function visit(browser: BrowserContext, { url, sent }: ServedFolder): Promise<Start> {
  const total = (): number => [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
  const before = total();
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'started' in globalThis);
  const start = await page.evaluate(
    () => (globalThis as unknown as { started: Promise<Omit<Start, 'bytes'>> }).started,
  );
  await page.close();
  return { ...start, bytes: total() - before };
}

/** As they are sent; onnxruntime's JavaScript as a bundle of nothing else. */
async function bytesOfOthers(outdir: string): Promise<StartReport['others']> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from 'onnxruntime-web/wasm';", resolveDir: join(outdir, '..') },
    ...{ bundle: true, minify: true, format: 'esm', write: false, logLevel: 'error' },
  });
  const glue = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  const wasm = gzipSync(await readFile(join(outdir, 'ort-wasm-simd-threaded.wasm'))).length;
  const weights = (await readFile(join(outdir, 'model.safetensors'))).length;
  return { onnxruntime: glue + wasm, weights };
}
