import { goldenPath, loadGolden } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { gossamer, gossamerWith, temporaryFolder } from '../testing/run-gossamer.js';

interface Document {
  schemaVersion: number;
  model: string;
  options: Record<string, unknown>;
  input: { name: string; shape: unknown[] };
  outputs: { name: string; shape: unknown[] }[];
  params: number;
  macs: number;
  activations: number;
  peakActivationBytes: number;
  features: { index: number; name: string; channels: number; reduction: number; shape: unknown[] }[];
  layers: { path: string; op: string; shape: unknown[]; params: number; macs: number }[];
}

const inspect = async (...args: string[]) => (await gossamer('inspect', ...args, '--json')).json<Document>();

describe('gossamer inspect', () => {
  it('has the fields of the contract, with the numbers of the reference', async () => {
    const golden = loadGolden('networks/mobilenetv2_100.json');
    const document = await inspect('mobilenetv2_100');
    expect(document).toMatchObject({
      schemaVersion: 1,
      model: 'mobilenetv2_100',
      options: { width: 1, numClasses: 1000, inChans: 3, outputStride: 32 },
      input: { name: 'pixel_values', shape: [1, 3, 224, 224] },
      outputs: [{ name: 'logits', shape: [1, 1000] }],
      params: golden.param_count,
      macs: golden.macs,
    });
    expect(document.features).toEqual(
      golden.features.map(({ name, reduction, shape }, index) => ({
        index,
        name,
        channels: shape[1],
        reduction,
        shape: [1, ...shape.slice(1)],
      })),
    );
    const sum = (field: 'params' | 'macs') =>
      document.layers.reduce((total, layer) => total + layer[field], 0);
    expect({ params: sum('params'), macs: sum('macs') }).toEqual({
      params: golden.param_count,
      macs: golden.macs,
    });
    // The widest place: 96 channels at 112 x 112 in and out of a norm, four bytes each.
    expect(document.peakActivationBytes).toBe(2 * 96 * 112 * 112 * 4);
  });

  it('shows shapes as asked for and costs for one picture', async () => {
    const one = await inspect('mobilenetv2_050', '--size', '192x256');
    const eight = await inspect('mobilenetv2_050', '--size', '192x256', '--batch', '8');
    expect(eight.input.shape).toEqual([8, 3, 192, 256]);
    expect(eight.outputs).toEqual([{ name: 'logits', shape: [8, 1000] }]);
    expect({ macs: eight.macs, peak: eight.peakActivationBytes }).toEqual({
      macs: one.macs,
      peak: one.peakActivationBytes,
    });
    const open = await inspect('mobilenetv2_050', '--size', 'dynamic', '--batch', 'dynamic');
    expect(open.input.shape).toEqual(['N', 3, 'H', 'W']);
    expect(open.macs).toBe((await inspect('mobilenetv2_050')).macs);
  });

  it('takes the words of a model', async () => {
    const document = await inspect(
      ...'mobilenetv2_100 --features -1,0 --output-stride 16 --in-chans 1 --set width=0.5 --set padType=same'.split(
        ' ',
      ),
    );
    expect(document.outputs.map(({ name }) => name)).toEqual(['feature_0', 'feature_4']);
    expect(document.features.map(({ index, reduction }) => [index, reduction])).toEqual([
      [0, 2],
      [4, 16],
    ]);
    expect(document.options).toMatchObject({ width: 0.5, padType: 'same', inChans: 1, outputStride: 16 });
    expect(await inspect('mobilenetv2_100', '--num-classes', '0')).toMatchObject({
      outputs: [{ name: 'embedding', shape: [1, 1280] }],
    });
  });

  it('reads ONNX files', async () => {
    const file = temporaryFolder().file('net.onnx');
    await gossamer('export', 'mobilenetv2_035', '--weights', 'seeded', '-o', file);
    const built = await inspect('mobilenetv2_035');
    const read = await inspect(file);
    expect(read).toMatchObject({
      model: 'mobilenetv2_035',
      input: built.input,
      outputs: built.outputs,
      macs: built.macs,
      features: [],
    });
    const says = { model: 'mobilenetv2_035', weights: 'seeded:1', labels: 'imagenet-1k' };
    expect(read).toMatchObject({ metadata: says });
    const { stdout } = await gossamer('inspect', file);
    expect(stdout).toMatch(/^metadata {5}model: mobilenetv2_035$/m);
    expect(stdout).toMatch(/^ {13}options: \{.{99}\.\.\.$/m);
    expect((await inspect(file, '--batch', '4')).outputs).toEqual([{ name: 'logits', shape: [4, 1000] }]);
    expect(await gossamer('inspect', file, '--num-classes', '10')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('only --batch and --size'),
    });
  });

  it('says what it can of files whose sizes are computed', async () => {
    const dynamo = await inspect(goldenPath('onnx-files/dynamo.onnx'));
    expect(dynamo.macs).toBeGreaterThan(0);
    const traced = await inspect(goldenPath('onnx-files/torchscript.onnx'));
    expect(traced.params).toBeGreaterThan(0);
    expect(traced.peakActivationBytes).toBeNull();
    const { status, stdout } = await gossamer('inspect', goldenPath('onnx-files/torchscript.onnx'));
    expect(status).toBe(0);
    expect(stdout).toContain('peak memory  unknown');
  });

  it('shows what onnxruntime takes beside what has to be alive at once', async () => {
    for (const model of ['mobilenetv2_100', 'ghostnet_100', 'fasternet_t0']) {
      const { json, stderr } = await gossamer('inspect', model, '--arena', '--json');
      expect(stderr).toBe('');
      const { peakActivationBytes, arenaBytes } = json<{ peakActivationBytes: number; arenaBytes: number }>();
      // The arena grows in powers of two, for some networks once more when the memory plan is made.
      expect(arenaBytes / peakActivationBytes, model).toBeGreaterThanOrEqual(1);
      expect(arenaBytes / peakActivationBytes, model).toBeLessThan(8);
    }
  });

  it('fits its table to the terminal', async () => {
    const { stdout } = await gossamerWith(
      { columns: 90, env: { NO_COLOR: '1' } },
      'inspect',
      'mobilenetv2_100',
    );
    const lines = stdout.split('\n');
    const table = lines.slice(0, lines.indexOf(''));
    expect(table[0]).toMatch(/^layer +op +output +params +MACs +activations +bytes +op\/byte$/);
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(90);
    expect(stdout).toContain('params       3.50 M (3504872)');
    expect(stdout).toMatch(/^4 +blocks\.6 +320 +32 +\[1,320,7,7\]$/m);
  });
});
