// A program of the tests: classifies or embeds a folder into a file, going on where an earlier run was killed.

import { readFile } from 'node:fs/promises';
import {
  classify,
  createPool,
  embed,
  isFailure,
  openJsonLines,
  openNpy,
  openParquet,
  type Pool,
  pictureSources,
} from '../../index.js';
import { tinyPreprocess } from '../tiny-classifier.js';

const [model = '', folder = '', out = ''] = process.argv.slice(2);
await using pool = await createPool(await readFile(model), { device: 'cpu', workers: 2 });
process.stdout.write(`started ${(pool as Pool & { readsPictures: boolean }).readsPictures}\n`);
if (out.endsWith('.npy')) await vectors();
else if (out.endsWith('.parquet')) await table();
else await lines();
process.stdout.write('finished\n');

async function lines(): Promise<void> {
  await using log = await openJsonLines(out);
  const pictures = pictureSources(folder, { skip: log.skip });
  for await (const result of classify(pool, pictures, { preprocess: tinyPreprocess, top: 2 })) {
    const { image } = result;
    const row = isFailure(result) ? { error: result.error.code } : { top: result.top };
    await log.append({ image, ...row });
  }
}

async function vectors(): Promise<void> {
  await using log = await openNpy(out, { logits: [10] });
  const pictures = pictureSources(folder, { skip: log.skip });
  for await (const result of embed(pool, pictures, { preprocess: tinyPreprocess })) {
    const { image } = result;
    if (isFailure(result)) await log.append({ image, error: { code: result.error.code, message: '' } });
    else await log.append({ image, arrays: { logits: result.embedding } });
  }
}

async function table(): Promise<void> {
  await using log = await openParquet(out, { label: 'texts', probability: 'floats' }, { rowsPerFile: 20 });
  const pictures = pictureSources(folder, { skip: log.skip });
  for await (const result of classify(pool, pictures, { preprocess: tinyPreprocess, top: 2 })) {
    const { image } = result;
    if (isFailure(result)) {
      await log.append({ image, error: { code: result.error.code, message: '' } });
      continue;
    }
    const label = result.top.map((each) => each.label);
    await log.append({
      image,
      lists: { label, probability: result.top.map(({ probability }) => probability) },
    });
  }
}
