// Times `preprocess` (resize, crop, normalise) against sharp's own resize of the same pixels: `pnpm bench:preprocess`.

import { readFileSync } from 'node:fs';
import { createPreprocessor } from '@gossamer/core/image';
import sharp from 'sharp';

const PICTURES = new URL('../../../internal/goldens/data/pictures/', import.meta.url);
const ROUNDS = 41;
const NAMES = { bilinear: 'linear', bicubic: 'cubic' };

const config = {
  inputSize: [224, 224],
  cropPct: 0.875,
  cropMode: 'center',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** A photograph's pixels, enlarged to a width where one is given. */
async function pixels(name, width) {
  const photo = sharp(readFileSync(new URL(name, PICTURES))).removeAlpha();
  const { data, info } = await photo.resize(width).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data: new Uint8Array(data) };
}

/** The same scale and crop in sharp: antialiased too, but of other kernels' widths and roundings. */
function sharpResize(picture, interpolation) {
  const { width, height } = picture;
  const scaled = { width: Math.round((256 * width) / height), height: 256 };
  return sharp(picture.data, { raw: { width, height, channels: 3 } })
    .resize({ ...scaled, fit: 'fill', kernel: NAMES[interpolation] })
    .extract({ left: (scaled.width - 224) >> 1, top: 16, width: 224, height: 224 })
    .raw()
    .toBuffer();
}

async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function compare(picture, interpolation) {
  const preprocessor = createPreprocessor({ ...config, interpolation });
  const into = new Float32Array(3 * 224 * 224);
  const ours = [];
  const theirs = [];
  for (let round = 0; round < ROUNDS + 5; round++) {
    const a = await milliseconds(() => preprocessor.tensor(picture, { into }));
    const b = await milliseconds(() => sharpResize(picture, interpolation));
    if (round < 5) continue;
    ours.push(a);
    theirs.push(b);
  }
  const size = `${picture.width}x${picture.height}`.padEnd(11);
  const ratio = median(ours.map((value, i) => value / theirs[i]));
  const columns = [median(ours), median(theirs), ratio].map((value) => value.toFixed(2).padStart(11));
  console.log(`${size}${interpolation.padEnd(10)}${columns.join('')}`);
}

console.log('to 224 x 224, cropPct 0.875; medians of interleaved rounds');
console.log(
  `${'picture'.padEnd(11)}${'filter'.padEnd(10)}${['ours ms', 'sharp ms', 'ratio'].map((name) => name.padStart(11)).join('')}`,
);
for (const [name, width] of [['chelsea.png'], ['coffee.png'], ['coffee.png', 1200], ['coffee.png', 4000]]) {
  const picture = await pixels(name, width);
  for (const interpolation of ['bilinear', 'bicubic']) await compare(picture, interpolation);
}
