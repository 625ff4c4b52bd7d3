import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { encodeOnnx } from '@gossamer/core/onnx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJsonLines } from '../outputs/json-lines-log.js';
import { type Bundle, bundle } from '../testing/bundle.js';
import { pngBytes, type TestFolder, testFolder } from '../testing/picture-files.js';
import { tinyClassifier } from '../testing/tiny-classifier.js';

/** All twenty where GOSSAMER_LONG_TESTS is set. */
const KILLS = process.env.GOSSAMER_LONG_TESTS ? 20 : 5;
const PICTURES = 300;

let program: Bundle;
let folder: TestFolder;
beforeAll(async () => {
  program = await bundle('classify-folder.ts');
  folder = await testFolder();
  await folder.put('tiny.onnx', await encodeOnnx(tinyClassifier()));
  for (let i = 0; i < PICTURES; i++) await folder.put(`pictures/${i}.png`, await pngBytes(i));
  await folder.put('pictures/broken.png', 'text');
});
afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Runs the program, killing it `after` ms into its work. True where it came to its end. */
function classifyInto(out: string, after?: number): Promise<boolean> {
  const args = [program.path, folder.file('tiny.onnx'), folder.file('pictures'), folder.file(out)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (text === '' && after !== undefined) setTimeout(() => child.kill('SIGKILL'), after);
    text += chunk;
  });
  return new Promise((resolve) => child.on('close', () => resolve(text.endsWith('finished\n'))));
}

async function sorted(out: string): Promise<string> {
  return (await readFile(folder.file(out), 'utf8')).split('\n').sort().join('\n');
}

describe('a run over a folder', () => {
  it(`killed at ${KILLS} random moments and resumed gives the file of an undisturbed one`, {
    timeout: 120_000,
  }, async () => {
    const started = performance.now();
    expect(await classifyInto('whole.jsonl')).toBe(true);
    const whole = await sorted('whole.jsonl');
    expect(whole.match(/"top"/g)).toHaveLength(PICTURES);
    expect(whole.match(/"error":"IMAGE"/g)).toHaveLength(1);
    const length = Math.min(performance.now() - started, 600);
    let killed = 0;
    let starts = 0;
    while (killed < KILLS) {
      const finished = await classifyInto(`part${starts}.jsonl`, Math.random() * length);
      if (!finished) killed++;
      if (!finished && killed < KILLS && Math.random() < 0.5) await classifyInto(`part${starts}.jsonl`, 5);
      expect(await classifyInto(`part${starts}.jsonl`)).toBe(true);
      expect(await sorted(`part${starts}.jsonl`)).toBe(whole);
      starts++;
    }
  });

  it('reads a tar archive from standard input', async () => {
    const tar = spawn('tar', ['-cf', '-', '-C', folder.file('pictures'), '1.png', 'broken.png', '2.png']);
    const args = [program.path, folder.file('tiny.onnx'), '-', folder.file('stdin.jsonl')];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
    tar.stdout.pipe(child.stdin);
    await new Promise((resolve) => child.on('close', resolve));
    const rows = (await readFile(folder.file('stdin.jsonl'), 'utf8')).trim().split('\n');
    expect(rows.map((row) => JSON.parse(row).image)).toEqual([
      'stdin/1.png',
      'stdin/broken.png',
      'stdin/2.png',
    ]);
    expect(JSON.parse(rows[1] as string).error).toBe('IMAGE');
  });

  it('cuts off half a row, and knows which pictures have theirs', async () => {
    await folder.put('half.jsonl', '{"image":"a.png"}\n{"image":"ä.png"}\n{"image":"c.p');
    const log = await openJsonLines(folder.file('half.jsonl'));
    expect([log.rows, log.skip('a.png'), log.skip('a.png'), log.skip('ä.png'), log.skip('c.png')]).toEqual([
      2,
      true,
      false,
      true,
      false,
    ]);
    await log.append({ image: 'c.png' });
    await log.close();
    expect(await readFile(folder.file('half.jsonl'), 'utf8')).toBe(
      '{"image":"a.png"}\n{"image":"ä.png"}\n{"image":"c.png"}\n',
    );
  });

  it('says why a file cannot be continued', async () => {
    await expect(openJsonLines(folder.file('pictures'))).rejects.toThrow(/cannot continue .*it is a folder/);
  });
});
