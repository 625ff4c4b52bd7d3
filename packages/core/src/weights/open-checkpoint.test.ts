import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { goldenPath } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { encodeOnnx, encodeOnnxExternal } from '../onnx/index.js';
import { expectedTensors, heldTensors } from '../testing/heldTensors.js';
import { classifier, modelOf } from '../testing/sampleGraphs.js';
import { bytesSource } from './byte-source.js';
import { memoryTensor } from './lazy-tensor.js';
import { openCheckpoint } from './open-checkpoint.js';
import { encodeSafetensors } from './safetensors/index.js';

function goldenSource(path: string, name = path) {
  return bytesSource(readFileSync(goldenPath(path)), name);
}

const files = ['checkpoints', 'safetensors'].flatMap((folder) =>
  readdirSync(goldenPath(folder))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.pth.model_ema.json'))
    .map((file) => `${folder}/${file.slice(0, -'.json'.length)}`)
    .filter((file) => !file.endsWith('.index')),
);

describe('openCheckpoint', () => {
  // Under a name that says nothing: the bytes tell the format.
  it.each(files)('opens %s', async (path) => {
    const sibling = async (name: string) => goldenSource(`safetensors/${name}`);
    const { tensors } = await openCheckpoint(goldenSource(path, 'checkpoint'), { sibling });
    expect(await heldTensors(tensors)).toEqual(expectedTensors(path));
  });

  it('takes a section of a PyTorch file', async () => {
    const opened = await openCheckpoint(goldenSource('checkpoints/training_nested.pth'), {
      section: 'model_ema',
    });
    expect(await heldTensors(opened.tensors)).toEqual(
      expectedTensors('checkpoints/training_nested.pth.model_ema'),
    );
  });

  it('says how to get at a packed one', async () => {
    await expect(openCheckpoint(bytesSource(gzipSync('weights'), 'w.pth.gz'))).rejects.toMatchObject({
      code: 'FORMAT',
      reason: 'expected a checkpoint, found a gzip file',
      hint: 'unpack it: gunzip, or tar -xzf',
    });
  });

  it('removes the wrapper of DataParallel in every format', async () => {
    const tensors = new Map([['module.fc.weight', memoryTensor('float32', [1], new Float32Array(1))]]);
    const opened = await openCheckpoint(bytesSource(await encodeSafetensors(tensors)));
    expect([...opened.tensors.keys()]).toEqual(['fc.weight']);
    expect(opened.notes).toMatchObject([{ kind: 'prefix' }]);
  });

  it('opens the weights of an ONNX file', async () => {
    const model = modelOf(classifier());
    model.graph.metadata.set('made by', 'a test');
    const opened = await openCheckpoint(bytesSource(await encodeOnnx(model)));
    expect(opened.format).toBe('onnx');
    expect([...opened.tensors.keys()]).toEqual(expect.arrayContaining([...model.weights.keys()]));
    expect(opened.metadata.get('made by')).toBe('a test');
    for (const [name, tensor] of model.weights) {
      expect(await opened.tensors.get(name)?.read()).toEqual(await tensor.read());
    }
  });

  it('opens the external weights of an ONNX file', async () => {
    const model = modelOf(classifier());
    const written = await encodeOnnxExternal(model, { externalData: { file: 'weights.bin', threshold: 0 } });
    const data: Uint8Array[] = [];
    for await (const chunk of written.data.chunks()) data.push(chunk);
    const beside = bytesSource(Buffer.concat(data));
    const source = bytesSource(written.model, 'model.onnx');
    const opened = await openCheckpoint(source, { sibling: async () => beside });
    for (const [name, tensor] of model.weights) {
      expect(await opened.tensors.get(name)?.read()).toEqual(await tensor.read());
    }
    await expect(openCheckpoint(source)).rejects.toMatchObject({ code: 'FORMAT' });
  });

  it.each([
    ['nothing', '', /an empty file/],
    ['text', 'hello, world: no checkpoint', /text/],
    ['a web page', '<!DOCTYPE html><html></html>', /a web page/],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', /Git LFS pointer/],
    ['a picture', readFileSync(goldenPath('pictures/chelsea.png')), /PNG/],
    ['an HDF5 file', Buffer.from('894844460d0a1a0a0000', 'hex'), /HDF5/],
    ['a pickle of something', Buffer.from('80025d2e', 'hex'), /pickle that torch.save did not write/],
    [
      'a tar archive',
      Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(250)]),
      /tar archive/,
    ],
    ['a JSON file', '{"model": 1}', /weight_map/],
    ['half a header', '\x10\0\0\0', /unknown format|text/],
  ])('says that %s is no checkpoint', async (_, content, reason) => {
    await expect(openCheckpoint(bytesSource(Buffer.from(content as string), 'x'))).rejects.toMatchObject({
      code: 'FORMAT',
      reason: expect.stringMatching(reason),
      hint: expect.any(String),
    });
  });

  it('says what is wrong with a file called .safetensors', async () => {
    const opened = openCheckpoint(bytesSource(Buffer.from('some text here'), 'model.safetensors'));
    await expect(opened).rejects.toMatchObject({ reason: expect.stringMatching(/bound/) });
  });

  it('needs to be told how to open the files an index lists', async () => {
    const opened = openCheckpoint(goldenSource('safetensors/sharded.safetensors.index.json'));
    await expect(opened).rejects.toMatchObject({ code: 'FORMAT', hint: expect.stringMatching(/sibling/) });
  });
});
