import { devices } from '@gossamer/core/analysis';
import { loadGolden } from '@gossamer/goldens';
import { modelNames, pickModel } from '@gossamer/models/catalog';
import { describe, expect, it } from 'vitest';
import { gossamer } from '../testing/run-gossamer.js';

interface Document {
  schemaVersion: number;
  models: {
    name: string;
    family: string;
    params: number;
    macs: number;
    input: number[];
    top1: number | null;
    checkpoints: { tag: string; licence: string }[];
  }[];
}

const names = async (...args: string[]) =>
  (await gossamer('list', ...args, '--json')).json<Document>().models.map((model) => model.name);

describe('gossamer list', () => {
  it('has the fields of the contract, with the numbers of the reference', async () => {
    const golden = loadGolden('networks/mobilenetv2_100.json');
    const { status, json, stderr } = await gossamer('list', 'mobilenetv2_100', '--json');
    const { schemaVersion, models } = json<Document>();
    expect({ status, schemaVersion }).toEqual({ status: 0, schemaVersion: 1 });
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({
      name: 'mobilenetv2_100',
      family: 'mobilenetv2',
      params: golden.param_count,
      macs: golden.macs,
      input: [3, 224, 224],
      top1: 72.91,
    });
    expect(models[0]?.checkpoints[0]).toMatchObject({ tag: 'ra_in1k', licence: 'Apache-2.0' });
    expect(stderr).toBe('1 model\n');
  });

  it('knows every model, or those asked for', async () => {
    expect(await names()).toEqual(modelNames());
    expect(await names('mobilenetv2_1*')).toEqual(modelNames('mobilenetv2_1*'));
    expect(await names('v2_05')).toEqual(['mobilenetv2_050']);
    expect(await names('*', '--family', 'mobilenetv2')).toEqual(modelNames('mobilenetv2_*'));
    const pretrained = await names('mobilenetv2_*', '--pretrained');
    expect(pretrained).toContain('mobilenetv2_050');
    expect(pretrained).not.toContain('mobilenetv2_035');
  });

  it('is a table for people', async () => {
    const { stdout } = await gossamer('list', 'mobilenetv2_100', '--quiet');
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['model', 'params', 'MACs', 'input', 'top-1', 'licence'],
      ['mobilenetv2_100', '3.50 M', '301 M', '224x224', '72.91', 'Apache-2.0'],
      [''],
    ]);
  });

  it('names what is near where nothing matches', async () => {
    expect(await gossamer('list', 'mobilenetv2_10x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean mobilenetv2_100'),
    });
    expect(await gossamer('list', '--family', 'mobilnetv2')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean mobilenetv2'),
    });
  });

  it('chooses by modelled time, the most accurate first', async () => {
    const args = ['list', 'mobilenetv2*', '--budget', '15ms', '--device', 'phone-cpu', '--min-top1', '70'];
    const { models } = (await gossamer(...args, '--json')).json<{
      models: { name: string; top1: number; predictedMs: number; device: string }[];
    }>();
    expect(models.length).toBeGreaterThan(1);
    for (const { top1, predictedMs, device } of models) {
      expect(top1).toBeGreaterThanOrEqual(70);
      expect(predictedMs).toBeLessThanOrEqual(15);
      expect(device).toBe('phone-cpu');
    }
    expect(models.map(({ top1 }) => top1)).toEqual(models.map(({ top1 }) => top1).sort((a, b) => b - a));
    const picked = await pickModel({
      budgetMs: 15,
      device: devices['phone-cpu'],
      minTop1: 70,
      pattern: 'mobilenetv2*',
    });
    expect(models[0]).toMatchObject({ name: picked?.name, top1: picked?.top1 });
    expect(models[0]?.predictedMs).toBeCloseTo(picked?.predictedMs ?? 0, 9);
    const all = (await gossamer('list', 'mobilenetv2*', '--device', 'phone-cpu', '--json')).json<Document>();
    expect(all.models.length).toBeGreaterThan(models.length);
  });

  it('says what a budget looks like', async () => {
    expect(await gossamer('list', '--budget', '10s')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--budget should be milliseconds, such as 10ms'),
    });
  });
});
