// node dist/main.js embedder.onnx photo.jpg folder...

import { createPool } from '@gossamer/runtime-node';
import { indexPictures, nearest } from './search.js';

const [model = 'embedder.onnx', photo = '', ...folders] = process.argv.slice(2);
const preprocess = {
  inputSize: [224, 224],
  cropPct: 0.875,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;

await using pool = await createPool(model, { device: 'cpu' });
const index = await indexPictures(pool, folders, preprocess);
const [query] = await indexPictures(pool, photo, preprocess);
if (query === undefined) throw new Error(`${photo} cannot be read`);
for (const { image, cosine } of nearest(index, query.vector, 10)) console.log(cosine.toFixed(4), image);
