// Every family in Firefox: on onnxruntime's WASM in a worker, with one thread and two, and as a module of its own.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeOnnx } from '@gossamer/core/onnx/encode';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { runOnnxruntime } from '@gossamer/testkit';
import { FAMILIES, SIZE } from '@gossamer/testkit/families';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createApplication } from '../application.js';
import { buildEsbuild } from '../build-esbuild.js';
import { type ServedFolder, serveFolder } from '../serve-page.js';
import { type Firefox, type FirefoxPage, firefoxPath, startFirefox } from './bidi.js';
import { PROGRAM } from './program.js';

const path = firefoxPath();
const shape = [1, 3, ...SIZE];

/** The network as its definition says, in Node. */
async function expected(name: string, gain: number): Promise<readonly number[]> {
  const { graph } = createModel(await findModel(name), { batch: 1, size: SIZE });
  const onnx = await encodeOnnx({ graph, weights: seededWeights(graph.params, gain) });
  const { logits } = await runOnnxruntime(onnx, { pixel_values: seededInput('input', shape) });
  return Array.from(logits?.data ?? [], Number);
}

// Debian: apt-get install firefox-esr; FIREFOX_PATH names another.
describe.skipIf(path === undefined)('Firefox (skipped where there is none: FIREFOX_PATH)', () => {
  let app: Application;
  let server: ServedFolder;
  let firefox: Firefox;
  let page: FirefoxPage;
  beforeAll(async () => {
    app = await createApplication();
    await writeFile(join(app.folder, 'firefox.js'), PROGRAM);
    server = await serveFolder(await buildEsbuild(app.folder, 'firefox.js', 'firefox'));
    firefox = await startFirefox(path as string);
    page = await firefox.open(server.url);
    process.stdout.write(`  Firefox ${firefox.version}\n`);
  });
  afterAll(async () => {
    await firefox?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
  });

  it.each(Object.entries(FAMILIES))('%s gives its numbers', async (name, gain) => {
    const wanted = await expected(name, gain);
    const largest = Math.max(...wanted.map(Math.abs));
    for (const how of ['worker', 'threads', 'module']) {
      const call = `classify('${name}', ${gain}, [${SIZE}], '${how}')`;
      const { logits, fallbacks } = (await page.call(call)) as { logits: number[]; fallbacks: string[] };
      expect(fallbacks, how).toEqual([]);
      expect(logits, how).toHaveLength(wanted.length);
      const worst = Math.max(...logits.map((value, i) => Math.abs(value - (wanted[i] ?? 0))));
      expect(worst / largest, how).toBeLessThan(5e-5);
    }
  });
});
