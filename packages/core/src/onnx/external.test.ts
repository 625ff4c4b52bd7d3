// Tensors in a second file, written and read, and the places they may not be at.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { interpret } from '../reference/index.js';
import { describeModel } from '../testing/describeModel.js';
import { expectAllClose } from '../testing/nodeTests.js';
import { randomTensor } from '../testing/randomTensor.js';
import { classifier, modelOf } from '../testing/sampleGraphs.js';
import { checkLocation } from './external.js';
import { ModelProtoSchema, StringStringEntryProtoSchema, type TensorProto } from './gen/onnx_pb.js';
import { decodeOnnx, type ExternalFile, encodeOnnxExternal } from './index.js';

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

const fileOf = (bytes: Uint8Array): ExternalFile => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

const written = async (threshold = 16) => {
  const model = modelOf(classifier());
  const file = await encodeOnnxExternal(model, { externalData: { file: 'model.onnx.data', threshold } });
  return { model, file, data: await bytesOf(file.data.chunks()) };
};

describe('encodeOnnxExternal', () => {
  it('puts tensors from the threshold on at multiples of a page', async () => {
    const { file, data } = await written(64);
    const { initializer = [] } = fromBinary(ModelProtoSchema, file.model).graph ?? {};
    const places = initializer.map(({ name, externalData }) => [
      name,
      ...externalData.map(({ value }) => value),
    ]);
    expect(places.filter((place) => place.length > 1)).toEqual([
      ['stem.conv.weight', 'model.onnx.data', '0', '432'],
      ['fc.weight', 'model.onnx.data', '4096', '2560'],
    ]);
    expect(data.length).toBe(6656);
    expect(file.data.bytes).toBe(6656);
  });

  it('is read back as the same model', async () => {
    const { model, file, data } = await written();
    const opened: string[] = [];
    const back = decodeOnnx(file.model, {
      external: (location) => {
        opened.push(location);
        return fileOf(data);
      },
    });
    expect(opened).toEqual(['model.onnx.data']);
    expect(await describeModel(back)).toEqual(await describeModel(model));
  });

  it('runs in onnxruntime', async () => {
    const { model, file, data } = await written();
    const folder = mkdtempSync(join(tmpdir(), 'external-'));
    try {
      writeFileSync(join(folder, 'model.onnx'), file.model);
      writeFileSync(join(folder, 'model.onnx.data'), data);
      const session = await InferenceSession.create(join(folder, 'model.onnx'));
      const x = randomTensor([1, 3, 8, 8], 3);
      const outputs = await session.run({ x: new Tensor('float32', x.data as Float32Array, x.shape) });
      const logits = outputs.logits as Tensor;
      await session.release();
      const expected = (await interpret(model, { x })).logits;
      const actual = { dtype: 'float32', shape: logits.dims, data: logits.data as Float32Array } as const;
      expectAllClose(actual, expected as typeof actual, { rtol: 1e-5, atol: 1e-5 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses a file outside the folder', async () => {
    const model = modelOf(classifier());
    await expect(encodeOnnxExternal(model, { externalData: { file: '../weights' } })).rejects.toThrow(
      'not below',
    );
  });
});

describe('reading external data', () => {
  /** The file with the entries of its first external tensor changed. */
  const changed = async (change: (tensor: TensorProto) => void) => {
    const { file, data } = await written();
    const model = fromBinary(ModelProtoSchema, file.model);
    change(model.graph?.initializer[0] as TensorProto);
    return () => decodeOnnx(toBinary(ModelProtoSchema, model), { external: () => fileOf(data) });
  };
  const entry = (tensor: TensorProto, key: string, value: string): void => {
    const kept = tensor.externalData.filter((other) => other.key !== key);
    tensor.externalData = [...kept, create(StringStringEntryProtoSchema, { key, value })];
  };

  it.each([
    ['location', '/etc/passwd', 'not below'],
    ['location', '..', 'not below'],
    ['offset', '-4', 'the offset or length "-4"'],
    ['offset', '1e3', 'the offset or length "1e3"'],
    ['offset', '99999999999999999999', 'the offset or length'],
    ['offset', '1000000', 'bytes 1000000 to 1000432 of "model.onnx.data" are needed, it has'],
    ['length', '100', 'needs 432 bytes, found 100'],
  ])('refuses %s %s', async (key, value, message) => {
    expect(await changed((tensor) => entry(tensor, key, value))).toThrow(message);
  });

  it('needs a location and somebody who opens it', async () => {
    const lost = await changed((tensor) => {
      tensor.externalData = [];
    });
    expect(lost).toThrow('does not say its location');
    const { file } = await written();
    expect(() => decodeOnnx(file.model)).toThrow('tensors are in another file, "model.onnx.data"');
  });

  it('reads ranges only when they are asked for, and checks what comes', async () => {
    const { file, data } = await written();
    const reads: number[] = [];
    const late: ExternalFile = {
      size: data.length,
      read: async (offset, length) => {
        reads.push(offset);
        return data.slice(offset, offset + length - (offset > 0 ? 1 : 0));
      },
    };
    const { weights } = decodeOnnx(file.model, { external: () => late });
    expect(reads).toEqual([]);
    expect((await weights.get('stem.conv.weight')?.read())?.length).toBe(108);
    await expect(weights.get('fc.weight')?.read()).rejects.toThrow('needs 2560 bytes, found 2559');
  });
});

describe('checkLocation', () => {
  it.each(['weights.bin', 'data/weights.bin', './weights.bin', 'a b/ü.bin', '..weights', 'a/...b'])(
    'accepts %s',
    (location) => expect(checkLocation(location)).toBe(location.replace('./', '')),
  );

  it.each([
    '',
    '.',
    '..',
    '/weights.bin',
    'a/../../b',
    'a/..',
    '.. /b',
    '...',
    'a//b',
    'a/',
    '..\\b',
    'a\\b',
    'C:\\b',
    'C:b',
    'file:///b',
    'http://example.org/b',
    'b:stream',
    'b\0',
    'b\n',
    'b'.repeat(5000),
  ])('refuses %j', (location) => {
    expect(() => checkLocation(location)).toThrow("is not below the model's folder");
  });
});
