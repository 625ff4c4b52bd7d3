import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@gossamer/core';
import { encodeOnnx, encodeOnnxExternal } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../node-runtime.js';
import { smallNetwork } from '../testing/small-network.js';
import { readOnnxFile } from './read-onnx-file.js';
import { writeFileAtomic } from './write-file-atomic.js';

const feeds = { x: seededInput('x', [1, 8, 8, 8]) };
let folder: string;
let wanted: Tensor;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossamer-onnx-'));
  wanted = (await interpret(smallNetwork(), feeds)).y as Tensor;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes model.onnx and weights.bin into a folder below, with the weights wherever they are told to be. */
async function writeExternal(weights = 'model/weights.bin'): Promise<string> {
  await mkdir(join(folder, 'model'));
  const path = join(folder, 'model/model.onnx');
  const { model, data } = await encodeOnnxExternal(smallNetwork(), { externalData: { file: 'weights.bin' } });
  await writeFile(path, model);
  await writeFileAtomic(join(folder, weights), data.chunks());
  return path;
}

async function resultOf(path: string): Promise<Tensor | undefined> {
  return (await interpret(await readOnnxFile(path), feeds)).y;
}

describe('readOnnxFile', () => {
  it('reads a file of its own', async () => {
    const path = join(folder, 'small.onnx');
    await writeFile(path, await encodeOnnx(smallNetwork()));
    expect(await resultOf(path)).toEqual(wanted);
  });

  it('reads weights beside the model, and so does loadFile', async () => {
    const path = await writeExternal();
    expect(await resultOf(path)).toEqual(wanted);
    await using session = await nodeRuntime({ device: 'cpu' }).loadFile(path);
    expect(session.inputs[0]?.name).toBe('x');
  });

  it('reads both through the links of a download cache', async () => {
    const path = await writeExternal();
    await mkdir(join(folder, 'snapshot'));
    await symlink('../model/model.onnx', join(folder, 'snapshot/linked.onnx'));
    await symlink('../model/weights.bin', join(folder, 'snapshot/weights.bin'));
    expect(await resultOf(join(folder, 'snapshot/linked.onnx'))).toEqual(wanted);
    expect(await resultOf(path)).toEqual(wanted);
  });

  it('refuses weights that a link leads out of the folder for', async () => {
    const path = await writeExternal('elsewhere.bin');
    await symlink('../elsewhere.bin', join(folder, 'model/weights.bin'));
    await expect(readOnnxFile(path)).rejects.toMatchObject({
      code: 'FORMAT',
      reason: expect.stringContaining("links out of the model's folder"),
      within: path,
    });
  });

  it('notices weights that are missing, folders, or cut short', async () => {
    const path = await writeExternal();
    const weights = join(folder, 'model/weights.bin');
    const model = await readOnnxFile(path);
    await truncate(weights, (await readFile(weights)).length - 1);
    await expect(interpret(model, feeds)).rejects.toMatchObject({ code: 'FORMAT' });
    await expect(readOnnxFile(path)).rejects.toMatchObject({ code: 'FORMAT' });
    await rm(weights);
    await expect(readOnnxFile(path)).rejects.toMatchObject({
      code: 'IO',
      path: weights,
      reason: `cannot read the external data ${weights}: there is no such file or folder`,
    });
    await mkdir(weights);
    await expect(readOnnxFile(path)).rejects.toThrow('it is not a file');
    await expect(readOnnxFile(join(folder, 'none.onnx'))).rejects.toMatchObject({ code: 'IO' });
  });

  it('names the file that is no network', async () => {
    const path = join(folder, 'a.onnx');
    await writeFile(path, 'some text');
    await expect(readOnnxFile(path)).rejects.toMatchObject({ code: 'FORMAT', within: path });
  });
});
