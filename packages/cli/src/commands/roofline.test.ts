import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gossamer, temporaryFolder } from '../testing/run-gossamer.js';

interface Document {
  device: { name: string; ridgePoint: number };
  models: {
    model: string;
    ms: number;
    top1: number | null;
    layers: { kind: string; ms: number; macs: number; bytes: number }[];
  }[];
  sweep: { ridge: number; costs: Record<string, number>; front: string[] }[];
}

const roofline = async (...args: string[]) =>
  (await gossamer('roofline', ...args, '--json')).json<Document>();

describe('gossamer roofline', () => {
  it('sums the longer of arithmetic and memory over the layers of a described device', async () => {
    const file = temporaryFolder().file('device.json');
    writeFileSync(
      file,
      JSON.stringify({ name: 'd', macsPerSecond: 1e9, bytesPerSecond: 1e8, source: 'test' }),
    );
    const { device, models } = await roofline('mobilenetv2_100', '--device', file);
    expect(device).toMatchObject({ name: 'd', ridgePoint: 10 });
    const [model] = models;
    const ms = (model?.layers ?? []).map(({ macs, bytes }) => Math.max(macs / 1e6, bytes / 1e5));
    expect(model?.ms).toBeCloseTo(
      ms.reduce((sum, value) => sum + value, 0),
      6,
    );
    // 52 convolutions, ten residual sums, pool, flatten and classifier.
    expect(model?.layers.length).toBe(65);
    expect(model?.layers.reduce((sum, { macs }) => sum + macs, 0)).toBe(300_774_272);
    expect(model?.top1).toBe(72.91);
  });

  it('takes ONNX files beside models, and says where their sizes are open', async () => {
    const file = temporaryFolder().file('network.onnx');
    await gossamer('export', 'mobilenetv2_035', '--weights', 'seeded', '-o', file);
    const [own, theirs] = (await roofline('mobilenetv2_035', file, '--device', 'phone-cpu')).models;
    expect(theirs).toMatchObject({ model: file, top1: null });
    expect(theirs?.ms).toBeCloseTo(own?.ms as number, 6);
    const open = temporaryFolder().file('open.onnx');
    await gossamer('export', 'mobilenetv2_035', '--weights', 'seeded', '--size', 'dynamic', '-o', open);
    const { status, stderr } = await gossamer('roofline', open);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--size 224')]);
    const [sized] = (await roofline(open, '--size', '224', '--device', 'phone-cpu')).models;
    expect(sized?.ms).toBeCloseTo(own?.ms as number, 6);
  });

  it('sweeps the ridge point: MACs at 0, and families change places on the way', async () => {
    const { sweep } = await roofline(
      'mobilenetv2_100',
      'mobilenetv4_conv_small',
      '--device',
      'edge-tpu-like',
      '--ridge',
      '0..500:250',
    );
    expect(sweep.map(({ ridge }) => ridge)).toEqual([0, 250, 500]);
    expect(sweep[0]?.costs.mobilenetv2_100).toBe(300_774_272);
    expect(sweep[0]?.front).toEqual(['mobilenetv4_conv_small']);
  });

  it.each([
    [['--ridge', '500..0'], /--ridge should be A..B/],
    [['--device', 'phone-gpu'], /there is no device "phone-gpu"/],
    [['mobilenetv9*'], /no model matches/],
    [['mobilenetv2_10'], /there is no model "mobilenetv2_10"/],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await gossamer('roofline', ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  it.each([
    ['{', 'is not JSON'],
    ['[]', 'it is not an object'],
    [
      '{"name":"a","source":"b","macsPerSecond":0,"bytesPerSecond":1}',
      '"macsPerSecond" should be a number above 0',
    ],
    [
      '{"name":"a","source":"b","macsPerSecond":1,"bytesPerSecond":1,"efficiency":{"Conv 1x1":0}}',
      'wrong entry "Conv 1x1"',
    ],
    [
      '{"name":"a","source":"b","macsPerSecond":1,"bytesPerSecond":1,"costs":{"Gemm":{}}}',
      'wrong entry "Gemm"',
    ],
  ])('refuses the device %s', async (text, message) => {
    const file = temporaryFolder().file('device.json');
    writeFileSync(file, text);
    const { status, stderr } = await gossamer('roofline', 'mobilenetv2_035', '--device', file);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
