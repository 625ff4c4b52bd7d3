import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { goldenPath, loadJson } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { gossamer, testData } from '../testing/run-gossamer.js';

interface Listed {
  schemaVersion: number;
  source: string;
  sha256: string;
  tensors: { name: string; dtype: string; shape: number[]; values?: number[] }[];
  notes: string[];
  other: { name: string; kind: string; summary: string }[];
  match?: {
    missing: string[];
    unexpected: string[];
    misshaped: { name: string; expected: string; found: string }[];
  };
}

const weights = async (...args: string[]) => (await gossamer('weights', ...args, '--json')).json<Listed>();

describe('gossamer weights', () => {
  it.each(['zip_float32.pth', 'zip_bfloat16.pth', 'legacy_float32.pth', 'training_checkpoint.pth.tar'])(
    '%s has the values PyTorch wrote',
    async (file) => {
      const path = goldenPath(`checkpoints/${file}`);
      const golden = loadJson<Record<string, { dtype: string; shape: number[]; values: number[] }>>(
        `checkpoints/${file}.json`,
      );
      const listed = await weights(path, '--values');
      expect(listed).toMatchObject({
        schemaVersion: 1,
        source: path,
        sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
        tensors: Object.entries(golden).map(([name, tensor]) => ({ name, ...tensor })),
      });
    },
  );

  it('shows what else is in a training checkpoint', async () => {
    const { other, tensors } = await weights(goldenPath('checkpoints/training_checkpoint.pth.tar'));
    expect(other).toContainEqual(expect.objectContaining({ name: 'epoch', kind: 'int' }));
    expect(tensors.some((tensor) => 'values' in tensor)).toBe(false);
  });

  it('takes the state dict asked for, and names the others', async () => {
    const path = goldenPath('checkpoints/training_nested.pth');
    const golden = JSON.parse(readFileSync(`${path}.model_ema.json`, 'utf8'));
    const { tensors } = await weights(path, '--values', '--section', 'model_ema');
    expect(tensors).toEqual(
      Object.entries(golden).map(([name, tensor]) => ({ name, ...(tensor as object) })),
    );
    const { notes } = await weights(path);
    expect(notes.join('\n')).toMatch(/also has .*"model_ema".* \(--section takes another\)/);
    const { status, stderr } = await gossamer('weights', path, '--section', 'modelema');
    expect([status, stderr]).toEqual([2, expect.stringContaining('model_ema')]);
  });

  it('compares with a model, also one with options', async () => {
    const net = ['--match', 'mobilenetv2_100', '--set', 'width=0.1', '--set', 'depth=0.3'];
    const exact = await weights(
      testData('tiny.safetensors'),
      ...net,
      '--num-classes',
      '5',
      '--in-chans',
      '1',
    );
    expect(exact.match).toEqual({ missing: [], unexpected: [], misshaped: [] });
    const { match } = await weights(testData('tiny.safetensors'), ...net, '--num-classes', '0');
    expect(match).toEqual({
      missing: [],
      unexpected: ['classifier.bias', 'classifier.weight'],
      misshaped: [{ name: 'conv_stem.weight', expected: 'float32[8,3,3,3]', found: 'float16[8,1,3,3]' }],
    });
    const { stdout, status } = await gossamer(
      'weights',
      testData('tiny.safetensors'),
      '--match',
      'mobilenetv2_035',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}missing +blocks\.2\.2\.conv_pw\.weight$/m);
  });

  it('is a list for people', async () => {
    const { stdout } = await gossamer('weights', testData('tiny.safetensors'));
    expect(stdout).toMatch(/^conv_stem\.weight +float16 +\[8,1,3,3\]$/m);
    expect(stdout).toMatch(/safetensors, \d+ tensors, 72.4 k elements$/m);
    expect(stdout).toMatch(/^sha256 [0-9a-f]{64}$/m);
  });

  it('has nothing to show of weights that are made', async () => {
    expect(await gossamer('weights', 'seeded')).toMatchObject({ status: 2 });
  });
});
