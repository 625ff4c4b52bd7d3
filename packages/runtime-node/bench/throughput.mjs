// Images/s of classify over a folder, against a plain loop of sharp and onnxruntime-node and against transformers.js.
//
//   gossamer export mobilenetv4_conv_small --weights seeded:1.3 --format hf -o model
//   node bench/throughput.mjs model [pictures=2000] [rounds=5] [folder that has @huggingface/transformers]
//
// Rounds are interleaved, ratios are medians over rounds; the build must be up to date (pnpm build).

import { mkdir, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPreprocessor, softmax, topK } from '@gossamer/core/image';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { classify, createPool, decodePicture, defaultThreads, nodeRuntime } from '../dist/index.js';

const [model = 'model', count = '2000', rounds = '5', transformersFolder] = process.argv.slice(2);
const file = join(model, 'onnx/model.onnx');
const folder = join(tmpdir(), `gossamer-pictures-${count}`);
await generatePictures(folder, Number(count));
const paths = (await readdir(folder)).sort().map((name) => join(folder, name));
const preprocess = {
  inputSize: [224, 224],
  cropPct: 0.875,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
const cores = defaultThreads();

const contestants = {
  [`pool of ${cores}, 1 thread each`]: await ours(() => createPool(file, { workers: cores, device: 'cpu' })),
};
contestants[`session of ${cores} threads`] = await ours(() => nodeRuntime({ device: 'cpu' }).loadFile(file));
contestants['plain loop'] = await plainLoop();
if (transformersFolder !== undefined) contestants['transformers.js'] = await transformers(transformersFolder);

const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (const run of Object.values(contestants)) await run(paths.slice(0, 20));
for (let round = 0; round < Number(rounds); round++) {
  for (const [name, run] of Object.entries(contestants)) {
    const started = performance.now();
    await run(paths);
    times[name].push(performance.now() - started);
  }
}
const [first] = Object.keys(contestants);
for (const [name, list] of Object.entries(times)) {
  const ratio = median(list.map((ms, round) => ms / times[first][round]));
  const rate = (1000 * paths.length) / median(list);
  console.log(
    `${name.padEnd(28)} ${rate.toFixed(1).padStart(7)} images/s   the first is ${ratio.toFixed(2)}x as fast`,
  );
}
await bottleneck();
process.exit();

async function ours(open) {
  const session = await open();
  return async (list) => {
    for await (const { error } of classify(session, list, { preprocess })) if (error) throw error;
  };
}

/** What one writes first: decode and resize by sharp, then the run, one picture after the other. */
async function plainLoop() {
  const session = await ort.InferenceSession.create(file);
  return async (list) => {
    for (const path of list) {
      const resized = sharp(path).resize(256, 256, { fit: 'outside', kernel: 'cubic' });
      const { data, info } = await resized.removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const input = new Float32Array(3 * 224 * 224);
      const [left, top] = [(info.width - 224) >> 1, (info.height - 224) >> 1];
      for (let y = 0, i = 0; y < 224; y++) {
        for (let x = 0; x < 224; x++, i++) {
          const at = ((y + top) * info.width + x + left) * 3;
          for (let c = 0; c < 3; c++) {
            input[c * 224 * 224 + i] = (data[at + c] / 255 - preprocess.mean[c]) / preprocess.std[c];
          }
        }
      }
      const { logits } = await session.run({
        pixel_values: new ort.Tensor('float32', input, [1, 3, 224, 224]),
      });
      topK(softmax(logits.data), 5);
    }
  };
}

async function transformers(home) {
  const entry = createRequire(resolve(home, 'package.json')).resolve('@huggingface/transformers');
  const { pipeline, env } = await import(pathToFileURL(entry));
  env.allowRemoteModels = false;
  env.localModelPath = dirname(resolve(model));
  const run = await pipeline('image-classification', basename(resolve(model)), {
    dtype: 'fp32',
    device: 'cpu',
  });
  return async (list) => {
    for (const path of list) await run(path, { top_k: 5 });
  };
}

/** Where a picture's time goes, one step after the other on one thread. */
async function bottleneck() {
  sharp.concurrency(1);
  const session = await nodeRuntime({ device: 'cpu', threads: 1 }).loadFile(file);
  const prepare = createPreprocessor(preprocess);
  const spent = { decode: [], prepare: [], run: [] };
  const timed = async (name, work) => {
    const started = performance.now();
    const result = await work();
    spent[name].push(performance.now() - started);
    return result;
  };
  for (const path of paths.slice(0, 60)) {
    const picture = await timed('decode', () => decodePicture(path));
    const data = await timed('prepare', () => prepare.tensor(picture));
    const input = { dtype: 'float32', shape: [1, 3, 224, 224], data };
    await timed('run', () => session.run({ pixel_values: input }));
  }
  const steps = Object.entries(spent).map(([name, list]) => [name, median(list)]);
  const [most] = steps.sort((a, b) => b[1] - a[1]);
  console.log(
    `${steps.map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`).join(', ')}: the bottleneck is ${most[0]}`,
  );
}

async function generatePictures(target, many) {
  await mkdir(target, { recursive: true });
  const existing = new Set(await readdir(target));
  for (let i = 0; i < many; i++) {
    const name = `${String(i).padStart(5, '0')}.jpg`;
    if (existing.has(name)) continue;
    const grid = Buffer.from({ length: 40 * 30 * 3 }, (_, k) => 128 + 127 * Math.sin(k * (i + 7) * 12.9898));
    await sharp(grid, { raw: { width: 40, height: 30, channels: 3 } })
      .resize(400 + ((i * 37) % 200), 300 + ((i * 53) % 160), { kernel: 'cubic', fit: 'fill' })
      .jpeg({ quality: 90 })
      .toFile(join(target, name));
  }
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
