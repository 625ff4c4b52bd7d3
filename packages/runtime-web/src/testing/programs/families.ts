// The catalog's networks in the page: their results, and where onnxruntime places their nodes.

import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { SIZE } from '@gossamer/testkit/families';
import { type WebDevice, type WebRuntimeOptions, webRuntime } from '../../index.js';
import { loweredModel } from '../families.js';

export interface FamilyResult {
  readonly device: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface FamilyFunctions {
  run(name: string, options: WebRuntimeOptions & { device: WebDevice }): Promise<FamilyResult>;
  /** What onnxruntime's log says about the execution providers of the network's nodes. */
  placement(name: string): Promise<readonly string[]>;
}

/** Everything onnxruntime prints, from before it is loaded. */
const printed: string[] = [];
for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  console[level] = (...args) => void printed.push(args.join(' '));
}

const functions: FamilyFunctions = {
  async run(name, options) {
    const onnx = await encodeOnnx(await loweredModel(name, SIZE, options.device));
    await using session = await webRuntime(options).load(onnx);
    const { logits } = await session.run({ pixel_values: seededInput('input', [1, 3, ...SIZE]) });
    return {
      device: session.device,
      dtype: logits?.dtype ?? '',
      shape: logits?.shape ?? [],
      data: Array.from(logits?.data ?? [], Number),
    };
  },
  async placement(name) {
    const ort = await import('onnxruntime-web/webgpu');
    ort.env.logLevel = 'verbose';
    const { graph, weights } = await loweredModel(name, SIZE, 'webgpu');
    const zeros = [...weights].map(([key, tensor]) => {
      const length = tensor.shape.reduce((product, size) => product * size, 1);
      return [key, { ...tensor, read: async () => new Float32Array(length) }] as const;
    });
    const onnx = await encodeOnnx({ graph, weights: new Map(zeros) });
    printed.length = 0;
    const session = await ort.InferenceSession.create(onnx, {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 0,
      // Weights prepared for their kernels are of no interest here, and take a software GPU minutes.
      extra: { session: { disable_prepacking: '1' } },
    });
    await session.release();
    return printed.flatMap((line) => /[^\]]*placed on \[\w+\].*/.exec(line) ?? []).map((line) => line.trim());
  },
};

Object.assign(globalThis, { functions });
