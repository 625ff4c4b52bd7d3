// The block by processor, and that it is the one onnxruntime uses here.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emit, Graph, param, scopeOf, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Conv } from '@gossamer/core/ops';
import { bytesSource, openCheckpoint, seededWeights } from '@gossamer/core/weights';
import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '../node-runtime.js';
import type { CpuFeatures } from './cpu-features.js';
import { layoutBlock } from './layout-block.js';

const features = (avx512: boolean): CpuFeatures => ({
  ...{ avx2: true, fma: true, avx512, vnni: false, amx: false, dotprod: false },
});

describe('layoutBlock', () => {
  it('goes by the processor', () => {
    expect(layoutBlock('x64', features(true))).toBe(16);
    expect(layoutBlock('x64', features(false))).toBe(8);
    expect(layoutBlock('arm64')).toBe(1);
  });

  it('is what onnxruntime rounds the channels of a convolution up to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gossamer-'));
    try {
      const graph = new Graph('block');
      const x = graph.addInput('x', new Value(tensorType('float32', [1, 32, 8, 8])));
      const init = { kind: 'constant', value: 0 } as const;
      const weight = param(scopeOf(graph)('conv'), 'weight', [20, 32, 1, 1], { init });
      graph.setOutputs([{ name: 'y', value: emit(scopeOf(graph), Conv, [x, weight], {}) }]);
      const onnx = await encodeOnnx({ graph, weights: seededWeights(graph.params, 1) });
      const optimizedModelPath = join(folder, 'optimized.onnx');
      await (await nodeRuntime({ device: 'cpu', optimizedModelPath }).load(onnx)).dispose();
      const { tensors } = await openCheckpoint(bytesSource(await readFile(optimizedModelPath)));
      const [kernel] = [...tensors.values()].filter(({ shape }) => shape.length === 4);
      const block = layoutBlock();
      expect(kernel?.shape[0]).toBe(Math.ceil(20 / block) * block);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
