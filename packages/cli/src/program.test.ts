import { describe, expect, it } from 'vitest';
import { commands } from './commands/index.js';
import { gossamer, gossamerWith } from './testing/run-gossamer.js';

describe('gossamer', () => {
  it('shows its commands', async () => {
    for (const args of [[], ['--help'], ['-h'], ['help']]) {
      const { status, stdout, stderr } = await gossamer(...args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      for (const { name, summary } of commands)
        expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    }
    expect((await gossamer('--version')).stdout).toMatch(/^\d+\.\d+\.\d+.*\n$/);
  });

  it.each(commands.map(({ name }) => name))('%s explains itself', async (name) => {
    const { status, stdout } = await gossamer(name, '--help');
    const entry = commands.find((command) => command.name === name);
    const command = await entry?.load();
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: gossamer ${name}`);
    for (const flag of [...Object.keys(command?.flags ?? {}), 'json', 'quiet', 'debug', 'help']) {
      expect(stdout).toMatch(new RegExp(`^ +(-[a-zA-Z], )?--${flag}\\b`, 'm'));
    }
    expect(command?.examples.every((example) => example.split(' ')[0] === name)).toBe(true);
    expect(await gossamer('help', name)).toMatchObject({ status: 0, stdout });
  });

  it('answers wrong words with status 2 and the nearest right ones', async () => {
    const cases: [string[], string][] = [
      [['lsit'], 'unknown command lsit\n  did you mean list?'],
      [['--jsn'], 'unknown flag --jsn'],
      [['list', '--famly', 'x'], 'unknown flag --famly\n  did you mean --family?'],
      [['inspect'], 'inspect needs <model|FILE.onnx>'],
      [['inspect', 'a', 'b'], 'unexpected word b'],
      [['inspect', 'mobilnetv2_100'], 'did you mean mobilenetv2_100'],
    ];
    for (const [args, message] of cases) {
      const { status, stdout, stderr } = await gossamer(...args);
      expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
  });

  it('gives errors as one JSON document where JSON was asked for, text all the same', async () => {
    const outcome = await gossamer('inspect', 'mobilnetv2_100', '--json');
    expect(outcome.json()).toEqual({
      schemaVersion: 1,
      error: {
        code: 'UNKNOWN_MODEL',
        message: 'there is no model "mobilnetv2_100"',
        hint: expect.stringContaining('mobilenetv2_100'),
        details: {},
        docs: 'guide/troubleshooting#unknown-model',
      },
    });
    expect(outcome.stderr).toContain('UnknownModelError (UNKNOWN_MODEL): there is no model');
    expect(outcome.stderr).not.toContain('    at ');
  });

  it('shows the stack with --debug', async () => {
    expect((await gossamer('inspect', 'x', '--debug')).stderr).toContain('    at ');
  });

  it('colours only terminals whose user did not refuse', async () => {
    const code = '\u001b[';
    const inspect = ['inspect', 'mobilenetv2_035'];
    expect((await gossamer(...inspect)).stdout).not.toContain(code);
    expect((await gossamerWith({ columns: 80 }, ...inspect)).stdout).toContain(code);
    const refused = await gossamerWith({ columns: 80, env: { NO_COLOR: '1' } }, ...inspect);
    expect(refused.stdout).not.toContain(code);
  });
});
