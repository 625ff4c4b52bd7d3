// node dist/main.js embedder.onnx photo.jpg folder...

import { imagenetPreprocess } from '@gossamer/core/image';
import { createPool } from '@gossamer/runtime-node';
import { indexPictures, nearest } from './search.js';

const [model = 'embedder.onnx', photo = '', ...folders] = process.argv.slice(2);

await using pool = await createPool(model, { device: 'cpu' });
const index = await indexPictures(pool, folders, imagenetPreprocess);
const [query] = await indexPictures(pool, photo, imagenetPreprocess);
if (query === undefined) throw new Error(`${photo} cannot be read`);
for (const { image, cosine } of nearest(index, query.vector, 10)) console.log(cosine.toFixed(4), image);
