// Every `gossamer ...` line of the documentation has words that exist, and runs where it needs no network.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededWeights, writeSafetensors } from '@gossamer/core/weights';
import { createModel, mobilenetv2_100 } from '@gossamer/models/mobilenetv2';
import { writeFileAtomic } from '@gossamer/runtime-node';
import { commands, commonFlags, parseWords, runProgram } from 'gossamer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeBlock } from './code-blocks.js';
import { commandLines } from './command-lines.js';
import { allBlocks, ROOT } from './docs-files.js';

const lines = allBlocks('sh').flatMap((block) =>
  commandLines(block).map((args) => ({ name: `${block.file}: gossamer ${args.join(' ')}`, args, block })),
);

/** Those that measure take minutes, `setup` downloads. */
function isRun(args: readonly string[], block: CodeBlock): boolean {
  if (block.words.includes('no-run') || ['bench', 'setup'].includes(args[0] ?? '')) return false;
  return !args.some((word) => ['--measure', '--check', 'pretrained', 'doctor'].includes(word));
}

const start = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'gossamer-lines-'));

beforeAll(async () => {
  process.chdir(folder);
  process.env.GOSSAMER_CACHE = join(folder, 'cache');
  mkdirSync('photos');
  for (const name of ['photo.jpg', 'photos/a.jpg', 'photos/b.jpg'])
    copyFileSync(join(ROOT, 'examples/start-node/photo.jpg'), name);
  const tensors = seededWeights(createModel(mobilenetv2_100).graph.params, 1.3);
  for (const name of ['own.safetensors', 'model.safetensors'])
    await writeFileAtomic(name, writeSafetensors(tensors));
});
afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true, force: true });
});

it('finds them', () => {
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter(({ args, block }) => isRun(args, block)).length).toBeGreaterThan(12);
});

describe('has words that exist', () => {
  it.each(lines)('$name', async ({ args: [name = '', ...rest] }) => {
    const entry = commands.find((command) => command.name === name);
    expect(entry, `the command ${name}`).toBeDefined();
    const command = await entry!.load();
    const { words } = parseWords(rest, { ...command.flags, ...commonFlags });
    expect(words.length).toBeGreaterThanOrEqual(command.words.min);
    expect(words.length).toBeLessThanOrEqual(command.words.max);
  });
});

describe('runs', () => {
  it.each(lines.filter(({ args, block }) => isRun(args, block)))(
    '$name',
    { timeout: 120_000 },
    async ({ args }) => {
      const texts = { stdout: '', stderr: '' };
      const sink = (stream: 'stdout' | 'stderr') => ({
        write: (text: string) => {
          texts[stream] += text;
        },
      });
      const status = await runProgram(args, {
        stdout: sink('stdout'),
        stderr: sink('stderr'),
        env: {},
        signal: new AbortController().signal,
      });
      expect({ status, stderr: status === 0 ? '' : texts.stderr }).toEqual({ status: 0, stderr: '' });
    },
  );
});
