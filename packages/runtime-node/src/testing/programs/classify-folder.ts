// A program of the tests: classifies a folder into a file of lines, going on where an earlier run was killed.

import { readFile } from 'node:fs/promises';
import { classify, createPool, isFailure, openJsonLines, pictureSources } from '../../index.js';
import { tinyPreprocess } from '../tiny-classifier.js';

const [model = '', folder = '', out = ''] = process.argv.slice(2);
await using pool = await createPool(await readFile(model), { device: 'cpu', workers: 2 });
await using log = await openJsonLines(out);
const pictures = pictureSources(folder, { skip: log.skip });
process.stdout.write('started\n');
for await (const result of classify(pool, pictures, { preprocess: tinyPreprocess, top: 2 })) {
  const { image } = result;
  const row = isFailure(result) ? { error: result.error.code } : { top: result.top };
  await log.append({ image, ...row });
}
process.stdout.write('finished\n');
