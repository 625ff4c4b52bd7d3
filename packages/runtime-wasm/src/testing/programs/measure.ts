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

await sizes();
if (process.env.WHERE !== 'chromium') {
  await table(`Node ${process.versions.node}, V8 ${process.versions.v8}`, (name) => compare(name, OPTIONS));
}
if (process.env.WHERE !== 'node') {
  await using browser = await startBrowser();
  await using page = await browser.open();
  await table('Chromium', (name) => page.call('compare', name, OPTIONS));
}
