// Measures networks in this Node and in one page of Chromium, by turns with onnxruntime-web, and prints tables.

import { gzipSync } from 'node:zlib';
import { emitModule } from '../../index.js';
import { startBrowser } from '../browser.js';
import { catalogModel } from '../catalog-model.js';
import { type CompareOptions, type Comparison, compare } from '../compare.js';

const MODELS = [
  'mobilenetv2_100',
  'mobilenetv4_conv_small',
  'mobilenetv1_100',
  'ghostnet_100',
  'shufflenetv1_g3_100',
  'fasternet_t2',
  'cspresnet50',
];

const OPTIONS: CompareOptions = {
  rounds: Number(process.env.ROUNDS ?? 15),
  size: Number(process.env.SIZE ?? 224),
  threads: Number(process.env.THREADS ?? 1),
};
const models = process.env.MODELS?.split(',') ?? MODELS;

type Measure = (name: string) => Promise<readonly Comparison[]>;

async function table(title: string, measure: Measure): Promise<void> {
  console.log(
    `\n${title}, ${OPTIONS.size} pixels, ${OPTIONS.threads} threads, medians of ${OPTIONS.rounds} runs by turns`,
  );
  console.log(
    'model                    SIMD      ours ms  ort ms  ort/ours  compile  first  ort first  memory',
  );
  for (const name of models) {
    for (const row of await measure(name)) {
      const numbers = [
        row.ours.toFixed(1).padStart(8),
        row.theirs.toFixed(1).padStart(7),
        row.ratio.toFixed(2).padStart(9),
        row.compileMs.toFixed(0).padStart(8),
        row.firstResultMs.toFixed(0).padStart(6),
        row.theirFirstResultMs.toFixed(0).padStart(10),
        row.memoryRatio.toFixed(2).padStart(7),
      ];
      console.log(`${name.padEnd(24)} ${row.engine.padEnd(8)} ${numbers.join(' ')}`);
    }
  }
}

async function sizes(): Promise<void> {
  console.log('\nBytes ahead of time, gzipped: code (plain, relaxed), loader');
  for (const name of models) {
    const { files, plain, relaxed } = await emitModule(
      await catalogModel(name, [OPTIONS.size, OPTIONS.size]),
    );
    const bytes = [plain, relaxed, 'index.js'].map((file) => gzipSync(files[file] ?? '').length);
    console.log(`${name.padEnd(24)} ${bytes.join('  ')}`);
  }
}

const COLD = 'mobilenetv4_conv_small_035';
const PAGES = 7;

/** First results in new pages, each in a browser's process of its own that has compiled nothing. */
async function firstResults(): Promise<void> {
  const size = [224, 224] as const;
  const { files, weights } = await emitModule(await catalogModel(COLD, size));
  const served = new Map(Object.entries(files).map(([file, content]) => [`aot/${file}`, content]));
  const times: Record<'compiled in the page' | 'ahead of time', number[]> = {
    'compiled in the page': [],
    'ahead of time': [],
  };
  for (let i = 0; i < PAGES; i++) {
    await using browser = await startBrowser(served);
    await using compiled = await browser.open();
    times['compiled in the page'].push(await compiled.call('coldCompiled', COLD, size));
    await using ahead = await browser.open();
    times['ahead of time'].push(await ahead.call('coldAhead', weights, size));
  }
  console.log(
    `\n${COLD}, first result in a new page of Chromium after the weights are there, ${PAGES} pages`,
  );
  for (const [way, list] of Object.entries(times)) {
    const sorted = [...list].sort((a, b) => a - b).map((ms) => ms.toFixed(0));
    console.log(`${way.padEnd(24)} median ${sorted[PAGES >> 1]} ms, ${sorted[0]} to ${sorted.at(-1)} ms`);
  }
}

await sizes();
if (process.env.WHERE !== 'chromium') {
  await table(`Node ${process.versions.node}, V8 ${process.versions.v8}`, (name) => compare(name, OPTIONS));
}
if (process.env.WHERE !== 'node') {
  await firstResults();
  await using browser = await startBrowser();
  await using page = await browser.open();
  await table('Chromium', (name) => page.call('compare', name, OPTIONS));
}
