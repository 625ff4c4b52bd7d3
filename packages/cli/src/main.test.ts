// The program as users run it: a process of its own, stopped by Ctrl-C, read through pipes.
import { spawn, spawnSync } from 'node:child_process';
import { goldenPath } from '@gossamer/goldens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, type Program } from './testing/build-program.js';
import { temporaryFolder } from './testing/run-gossamer.js';

describe('the program', { timeout: 60_000 }, () => {
  let program: Program;
  beforeAll(async () => {
    program = await buildProgram();
  });
  afterAll(() => program.remove());

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [program.main, ...args], { encoding: 'utf8' });

  it('writes one document on standard output and ends with the status of the work', () => {
    const good = run('list', 'mobilenetv2_100', '--json');
    expect(good.status).toBe(0);
    expect(JSON.parse(good.stdout).models).toHaveLength(1);
    const bad = run('inspect', 'mobilenetv2_10', '--json');
    expect(bad.status).toBe(2);
    expect(JSON.parse(bad.stdout).error.code).toBe('UNKNOWN_MODEL');
    expect(run('inspect', 'no.onnx').status).toBe(1);
  });

  it('ends by itself after running a network', () => {
    const picture = goldenPath('pictures/chelsea.png');
    const { status, stdout } = run('classify', picture, '--model', 'mobilenetv2_035', '--weights', 'seeded');
    expect(status).toBe(0);
    expect(stdout.match(/%/g)).toHaveLength(5);
  });

  it('does not mind a reader that leaves', () => {
    const shell = `"${process.execPath}" "${program.main}" inspect mobilenetv2_100 --json | head -c 10`;
    const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', shell], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('stops for a reader that leaves in the midst, without a word', () => {
    const pictures = Array.from({ length: 40 }, () => goldenPath('pictures/chelsea.png')).join(' ');
    const words = `${pictures} --model mobilenetv2_035 --weights seeded`;
    const shell = `"${process.execPath}" "${program.main}" classify ${words} | head -1`;
    const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', shell], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('Error') });
  });

  it.runIf(process.platform === 'linux')(
    'says that standard output is full, and lives without standard error',
    () => {
      const through = (words: string) =>
        spawnSync('bash', ['-c', `"${process.execPath}" "${program.main}" ${words}`], { encoding: 'utf8' });
      const full = through('list --json > /dev/full');
      expect(full.status).toBe(1);
      expect(full.stderr).toMatch(/IO.*cannot write to standard output.*ENOSPC/);
      expect(through('lst 2> /dev/full').status).toBe(2);
    },
  );

  it('stops at Ctrl-C and leaves nothing half-written', async () => {
    const folder = temporaryFolder();
    const pictures = Array.from({ length: 5000 }, () => goldenPath('pictures/chelsea.png'));
    const words = ['--model', 'mobilenetv2_035', '--weights', 'seeded', '-o', folder.file('labels.jsonl')];
    const child = spawn(process.execPath, [program.main, 'classify', ...pictures, ...words]);
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    // The file it writes before the work is done shows that it is under way.
    const watch = setInterval(() => {
      if (folder.list().length === 0) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 20);
    const status = await new Promise((resolve) => child.on('close', resolve));
    clearInterval(watch);
    // Notes on made-up weights and on what is not kept stand in front where the run came that far.
    expect(errors.replace(/^(weights are seeded|nothing is kept of).*\n/gm, '')).toBe(
      'AbortError (ABORTED): stopped\n',
    );
    expect(status).toBe(130);
    expect(folder.list()).toEqual([]);
  });
});
