// int8 and fp16 by command: calibrated on pictures, compared with fp32, refused where they should be.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { decodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { goldenPath } from '@gossamer/goldens';
import { runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { gossamer, temporaryFolder } from '../testing/run-gossamer.js';

const SMALL =
  'mobilenetv2_100 --set width=0.1 --set depth=0.3 --num-classes 5 --size 64 --weights seeded:2'.split(' ');

interface Exported {
  passes: { pass: string; notes: string[]; comparison?: { cosine: number; count: number } }[];
}

function photos(): { folder: ReturnType<typeof temporaryFolder>; path: string } {
  const folder = temporaryFolder();
  const path = folder.file('photos');
  mkdirSync(path);
  for (const name of ['chelsea.png', 'rocket.jpg'])
    copyFileSync(goldenPath(`pictures/${name}`), `${path}/${name}`);
  return { folder, path };
}

describe('--precision', () => {
  it('int8: integer weights, open batch, figures in the document', async () => {
    const { folder, path } = photos();
    const [out, float] = [folder.file('int8.onnx'), folder.file('fp32.onnx')];
    writeFileSync(`${path}/broken.png`, 'not a picture');
    const args = ['--precision', 'int8', '--calibration', path];
    const outcome = await gossamer('export', ...SMALL, ...args, '-o', out, '--json');
    expect(outcome.stderr).toContain('int8: against fp32: cosine');
    expect(outcome.stderr).toMatch(
      /1 of 3 pictures could not be read and were left out, the first: .*broken\.png: this is not a picture/,
    );
    const { comparison } = outcome.json<Exported>().passes.find(({ pass }) => pass === 'int8') ?? {};
    expect(comparison).toMatchObject({ count: 2 });
    expect(comparison?.cosine).toBeGreaterThan(0.98);
    await gossamer('export', ...SMALL, '-o', float);
    const pixel_values = seededInput('input', [3, 3, 64, 64]);
    const [integer, exact] = await Promise.all(
      [out, float].map(async (file) => (await runOnnxruntime(readFileSync(file), { pixel_values })).logits),
    );
    expect(integer?.shape).toEqual(exact?.shape);
    const { graph } = await decodeOnnx(readFileSync(out));
    expect([...graph.params.values()].filter(({ type }) => type.dtype === 'int8')).toHaveLength(
      graph.nodes.filter(({ op }) => op.name === 'Conv' || op.name === 'Gemm').length,
    );
  });

  it('fp16: float32 at both ends, half the bytes', async () => {
    const folder = temporaryFolder();
    const out = folder.file('fp16.onnx');
    await gossamer('export', ...SMALL, '--precision', 'fp16', '-o', out);
    const { graph } = await decodeOnnx(readFileSync(out));
    expect([graph.inputs, graph.outputs].map(([port]) => port?.value.type.dtype)).toEqual([
      'float32',
      'float32',
    ]);
    expect(new Set([...graph.params.values()].map(({ type }) => type.dtype))).toEqual(new Set(['float16']));
  });

  it('classifies with integers', async () => {
    const { path } = photos();
    const args = ['--precision', 'int8', '--calibration', path, '--model', ...SMALL, '--json'];
    const { document } = {
      document: (await gossamer('classify', path, ...args)).json<{ results: object[] }>(),
    };
    expect(document.results).toHaveLength(2);
  });

  it('int8: lists what each layer loses, keeps the worst float', async () => {
    const { folder, path } = photos();
    const out = folder.file('mixed.onnx');
    const args = ['--precision', 'int8', '--calibration', path, '--sensitivity', '--float-layers', '2'];
    const outcome = await gossamer('export', ...SMALL, ...args, '-o', out, '--json');
    const { layers = [], floatLayers } =
      outcome
        .json<{ passes: { layers?: { path: string; sqnr: number }[]; floatLayers?: string[] }[] }>()
        .passes.find((pass) => pass.layers !== undefined) ?? {};
    expect(floatLayers).toEqual(layers.slice(0, 2).map(({ path: layer }) => layer));
    expect(outcome.stderr).toMatch(/^layer alone on integers +op +dB +cosine$/m);
    expect(outcome.stderr).toContain(`2 layers stay float: ${floatLayers?.join(', ')}`);
    const { graph } = await decodeOnnx(readFileSync(out));
    const float = [...graph.params.values()].filter(
      ({ type }) => type.dtype === 'float32' && type.shape.length > 1,
    );
    expect(float).toHaveLength(2);
    expect(layers).toHaveLength(graph.nodes.filter(({ op }) => ['Conv', 'Gemm'].includes(op.name)).length);
  });

  it.each([
    [['--calibration', 'seeded'], '--calibration is for --precision int8 or fp16'],
    [['--precision', 'fp16', '--float-layers', '2'], '--float-layers is for --precision int8'],
    [['--sensitivity'], '--sensitivity is for --precision int8'],
  ])('refuses %j, which would change nothing', async (words, says) => {
    const { status, stderr } = await gossamer('export', ...SMALL, ...words, '-o', 'x.onnx');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(says) });
    expect(stderr).toContain('add --precision int8, or leave out');
  });

  it('refuses int8 without pictures', async () => {
    const { status, stderr } = await gossamer('export', ...SMALL, '--precision', 'int8', '-o', 'x.onnx');
    expect(status).toBe(2);
    expect(stderr).toContain('--precision int8 needs --calibration');
  });

  it('refuses int8 where it is not faster, unless forced', async () => {
    const folder = temporaryFolder();
    const out = folder.file('ghost.onnx');
    const ghost = 'ghostnet_050 --size 64 --weights seeded:1.3 --precision int8 --calibration seeded'.split(
      ' ',
    );
    const refused = await gossamer('export', ...ghost, '-o', out);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('int8 does not make ghostnet_050 faster');
    expect(existsSync(out)).toBe(false);
    const forced = await gossamer('export', ...ghost, '--force', '-o', out);
    expect(forced.stderr).toContain('int8: against fp32: cosine');
    expect(existsSync(out)).toBe(true);
  });

  it('writes nothing below the bound', async () => {
    const folder = temporaryFolder();
    const out = folder.file('noise.onnx');
    // Weights so large that nearly every ReLU6 is at 0 or 6: a step of difference decides.
    const wild = [...SMALL.slice(0, -1), 'seeded:3000', '--precision', 'int8', '--calibration', 'seeded'];
    const refused = await gossamer('export', ...wild, '-o', out);
    expect([refused.status, existsSync(out)]).toEqual([1, false]);
    expect(refused.stderr).toContain('int8 is too far from the float network');
    expect(refused.stderr).toContain('the bound is cosine 0.98');
  });
});
