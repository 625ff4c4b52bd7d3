// A checkpoint of over 100 MB is bound and exported in less than twice its size and 150 MB: one tensor at a time.
import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { randomWeights, writeSafetensors } from '@gossamer/core/weights';
import { createModel, fasternet_s } from '@gossamer/models/fasternet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildProgram, type Program } from './testing/build-program.js';
import { temporaryFolder } from './testing/run-gossamer.js';

let program: Program;
beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => program.remove());

it('exports a checkpoint of 125 MB within twice its size and 150 MB', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const file = folder.file('large.safetensors');
  const { graph } = createModel(fasternet_s);
  await pipeline(writeSafetensors(randomWeights(graph, 0)), createWriteStream(file));
  const { size } = await stat(file);
  expect(size).toBeGreaterThan(100e6);
  const words = ['export', 'fasternet_s', '--weights', file, '-o', folder.file('large.onnx')];
  // The program itself says what it needed at most, in kB.
  const script = `
    process.argv = [process.argv[0], 'gossamer', ...${JSON.stringify(words)}];
    process.on('exit', () => process.stdout.write('peak ' + process.resourceUsage().maxRSS));
    await import(${JSON.stringify(pathToFileURL(program.main).href)});`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  const peak = Number(/peak (\d+)$/.exec(stdout)?.[1]) * 1024;
  expect((await stat(folder.file('large.onnx'))).size, stderr).toBeGreaterThan(100e6);
  process.stdout.write(
    `  exporting ${(size / 1e6).toFixed(0)} MB took ${(peak / 1e6).toFixed(0)} MB at most\n`,
  );
  expect(peak).toBeLessThan(2 * size + 150e6);
});
