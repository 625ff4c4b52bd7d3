import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { encodeOnnx } from '@gossamer/core/onnx';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJsonLines } from '../outputs/json-lines-log.js';
import { openNpy } from '../outputs/npy-log.js';
import { type Bundle, bundle } from '../testing/bundle.js';
import { pngBytes, type TestFolder, testFolder } from '../testing/picture-files.js';
import { tinyClassifier } from '../testing/tiny-classifier.js';

/** By extension: how often a run is killed before it may end. Twenty in all, ten times as many for a long test. */
const KILLS = { jsonl: [4, 4], npy: [3, 3], parquet: [3, 3] } as const;
const REPEATS = process.env.GOSSAMER_LONG_TESTS ? 10 : 1;
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
    // The workers read the pictures, as they do where the package is installed.
    if (text === '') expect(chunk.toString()).toContain('started true');
    text += chunk;
  });
  return new Promise((resolve) => child.on('close', () => resolve(text.endsWith('finished\n'))));
}

/** The rows of a file, sorted: bytes where rows are bytes. */
async function sorted(out: string): Promise<unknown[]> {
  const path = folder.file(out);
  if (out.endsWith('.jsonl')) return (await readFile(path, 'utf8')).split('\n').sort();
  if (out.endsWith('.npy')) {
    const [array, names] = await Promise.all([readFile(path), readFile(`${path}.names.jsonl`, 'utf8')]);
    const header = array.toString('latin1', 0, 128);
    const row = (i: number): string => array.toString('hex', 128 + 40 * i, 168 + 40 * i);
    const lines = names.trimEnd().split('\n');
    expect(array.length).toBe(128 + 40 * lines.length);
    return [header, ...lines.map((name, i) => `${name} ${row(i)}`).sort()];
  }
  const parts = await Promise.all(
    (await readdir(path)).map(async (part) =>
      parquetReadObjects({ file: await asyncBufferFromFile(`${path}/${part}`) }),
    ),
  );
  return parts
    .flat()
    .map((row) => JSON.stringify(row))
    .sort();
}

describe('a run over a folder', () => {
  it.each(['jsonl', 'npy', 'parquet'] as const)(
    'killed at random moments and resumed gives the .%s of an undisturbed one',
    { timeout: 600_000 },
    async (extension) => {
      const started = performance.now();
      expect(await classifyInto(`whole.${extension}`)).toBe(true);
      const length = performance.now() - started;
      const whole = await sorted(`whole.${extension}`);
      expect(whole.filter((row) => /IMAGE/.test(String(row)))).toHaveLength(1);
      expect(whole.length).toBeGreaterThan(PICTURES);
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        for (const [file, kills] of KILLS[extension].entries()) {
          const out = `part${repeat}.${file}.${extension}`;
          // Moments are counted from the first word of the program; one that had ended by then is not a kill.
          for (let killed = 0; killed < kills; ) {
            if (!(await classifyInto(out, (Math.random() * length) / (2 * kills)))) killed++;
            else await rm(folder.file(out), { recursive: true });
          }
          expect(await classifyInto(out)).toBe(true);
          expect(await sorted(out)).toEqual(whole);
        }
      }
    },
  );

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

  it('leaves files alone that it has not written', async () => {
    await folder.put('notes.txt', 'first line\nwithout a line break');
    await expect(openJsonLines(folder.file('notes.txt'))).rejects.toMatchObject({ code: 'FORMAT' });
    expect(await readFile(folder.file('notes.txt'), 'utf8')).toBe('first line\nwithout a line break');
    for (const shape of [[], [4]]) {
      await expect(openNpy(folder.file('notes.txt'), { map: shape })).rejects.toMatchObject({
        code: 'FORMAT',
      });
    }
    expect(await readFile(folder.file('notes.txt'), 'utf8')).toBe('first line\nwithout a line break');
  });

  it('says why a file cannot be continued', async () => {
    await expect(openJsonLines(folder.file('pictures'))).rejects.toThrow(/cannot continue .*it is a folder/);
  });
});
