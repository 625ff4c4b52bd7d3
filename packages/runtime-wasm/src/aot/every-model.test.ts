// Every network of the catalog at its published size: bytes of code and loader, and of memory.
import { gzipSync } from 'node:zlib';
import { imagenetPreprocess, type PreprocessConfig } from '@gossamer/core/image';
import { findModel, modelNames } from '@gossamer/models/catalog';
import { expect, it } from 'vitest';
import { compile } from '../compile/compile.js';
import { plainSimd, relaxedSimd, relaxedSimdInOrder } from '../emit/instruction-sets.js';
import { catalogModel } from '../testing/catalog-model.js';
import { loaderSource } from './loader-source.js';
import { piecesOf } from './weights-file.js';

const gzip = (bytes: Uint8Array | string): number => gzipSync(bytes, { level: 9 }).length;

it.each(modelNames())('%s', { timeout: 60_000 }, async (name) => {
  const { input } = await findModel(name);
  const model = await catalogModel(name, [input.height, input.width]);
  const plain = compile(model, { isa: plainSimd, threads: 1 });
  const others = [relaxedSimd, relaxedSimdInOrder].map((isa) => compile(model, { isa, threads: 1 }));
  const [, , height = 1, width = 1] = plain.inputs[0]?.shape ?? [];
  const preprocess: PreprocessConfig = {
    ...imagenetPreprocess,
    inputSize: [height, width],
    interpolation: 'lanczos',
  };
  const names = {
    plain: 'model-0123456789ab.wasm',
    relaxed: 'model-relaxed-0123456789ab.wasm',
    relaxedInOrder: 'model-relaxed-ba9876543210.wasm',
    weights: 'w.bin',
  };
  const stored = { dtype: 'int8', bytes: new Uint8Array(0), pieces: piecesOf(plain.weights) } as const;
  const loader = gzip(loaderSource(plain, names, stored, preprocess));
  const code = Math.max(...[plain, ...others].map(({ wasm }) => gzip(wasm)));
  expect(code + loader, 'bytes of code and loader').toBeLessThan(25_000);
  expect(loader, 'bytes of the loader').toBeLessThan(4_500);
  const memory = (plain.pages * 65536) / (plain.weightsBytes + plain.plan.bound);
  expect(memory, 'memory over weights and the liveness bound').toBeLessThan(1.3);
});
