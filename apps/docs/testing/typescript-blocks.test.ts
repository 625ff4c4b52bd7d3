// Every TypeScript block of the documentation compiles against the packages, and those marked `run` run.

import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { PROGRAMS_FOLDER, writeBlockPrograms } from './block-programs.js';
import { ROOT } from './docs-files.js';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const programs = writeBlockPrograms();
const running = programs.filter(({ runs }) => runs);

const folder = mkdtempSync(join(tmpdir(), 'gossamer-blocks-'));
copyFileSync(join(ROOT, 'examples/start-node/photo.jpg'), join(folder, 'photo.jpg'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds the blocks', () => {
  expect(programs.length).toBeGreaterThan(20);
  expect(running.length).toBeGreaterThan(8);
});

it('all compile', { timeout: 300_000 }, async () => {
  const config = join(PROGRAMS_FOLDER, 'tsconfig.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: '../../tsconfig.json',
      include: ['*.ts'],
      compilerOptions: { types: ['node'] },
    }),
  );
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  const output = await run(process.execPath, [compiler, '-p', config, '--pretty', 'false'], {
    cwd: ROOT,
  }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
  // What is wrong in the packages themselves is the type check's to tell.
  expect(output.split('\n').flatMap(placed)).toEqual([]);
});

/** The compiler's line with the page's place instead of the program's; nothing for lines about other files. */
function placed(message: string): string[] {
  const [, file = '', line = '0', text = ''] = /^(.*)\((\d+),\d+\): (.*)$/.exec(message) ?? [];
  const program = programs.find((candidate) => join(ROOT, file) === candidate.file);
  return program ? [`${program.placeOf(Number(line))}: ${text}`] : [];
}

describe('runs', () => {
  it.each(running.map((program) => [program.name, program] as const))(
    '%s',
    { timeout: 60_000 },
    async (_, program) => {
      const outfile = program.file.replace(/\.ts$/, '.mjs');
      await build({
        entryPoints: [program.file],
        outfile,
        bundle: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        conditions: ['gossamer-source'],
        external: ['onnxruntime-node', 'sharp', 'undici', 'hyparquet', 'hyparquet-writer'],
        logLevel: 'error',
      });
      const { stderr } = await run(process.execPath, [outfile], { cwd: folder });
      expect(stderr).toBe('');
    },
  );
});
