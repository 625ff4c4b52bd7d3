// Where onnxruntime runs compiled networks, and how often it copies between layouts, by its own profile.

import { compile, type Target } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededWeights } from '@gossamer/core/weights';
import { type PlacedNode, profileOnnxruntime, softwareDriver } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { findModel, modelNames } from './catalog/index.js';
import { createModel } from './index.js';

const LONG = Boolean(process.env.GOSSAMER_LONG_TESTS);
const SIZE = [64, 96] as const;

/** All networks of the catalog where GOSSAMER_LONG_TESTS is set. */
const onCpu = LONG
  ? modelNames()
  : ['cspresnet50', 'g_ghost_regnetx_002', 'ghostnet_050', 'mobilenetv3_small_050', 'shufflenetv1_g3_050'];
const onGpu = LONG ? modelNames() : ['ghostnet_050', 'mobilenetv3_small_050'];

/** Copies that filling channels up costs where the time stays the same: 0.996 (0.986 to 1.021) of `portable`. */
const DEARER: Readonly<Record<string, number>> = { g_ghost_regnetx_016: 6 };

async function profile(
  name: string,
  target: Target,
  device: 'cpu' | 'webgpu',
): Promise<readonly PlacedNode[]> {
  const { graph } = createModel(await findModel(name), { size: SIZE, batch: 1, numClasses: 10 });
  const { model } = compile({ graph, weights: seededWeights(graph.params, 0.5) }, { target });
  return profileOnnxruntime(await encodeOnnx(model), {
    device,
    input: 'pixel_values',
    shape: [1, 3, ...SIZE],
  });
}

const elsewhere = (nodes: readonly PlacedNode[], provider: string): string[] =>
  nodes.filter((node) => node.provider !== provider).map(({ op }) => op);

const copies = (nodes: readonly PlacedNode[]): number =>
  nodes.filter(({ op }) => op === 'ReorderInput' || op === 'ReorderOutput').length;

describe('on the CPU', () => {
  it.each(onCpu)(
    '%s is all there, with no more copies than the portable graph',
    { timeout: LONG ? 300_000 : 60_000 },
    async (name) => {
      const [cpu, portable] = await Promise.all([
        profile(name, 'cpu', 'cpu'),
        profile(name, 'portable', 'cpu'),
      ]);
      expect(cpu.length).toBeGreaterThan(20);
      expect(elsewhere(cpu, 'CPUExecutionProvider')).toEqual([]);
      expect(copies(cpu)).toBeLessThanOrEqual(copies(portable) + (DEARER[name] ?? 0));
    },
  );
});

// The driver is that of the Chromium the browser tests use; without it there is no adapter on a machine without a GPU.
describe.skipIf(softwareDriver() === undefined)('on WebGPU, on a software driver', () => {
  // The largest networks take minutes on a processor that plays the GPU.
  it.each(onGpu)(
    'no node of %s falls back to the CPU',
    { timeout: LONG ? 900_000 : 180_000 },
    async (name) => {
      const nodes = await profile(name, 'webgpu', 'webgpu');
      expect(nodes.length).toBeGreaterThan(20);
      expect(elsewhere(nodes, 'WebGpuExecutionProvider')).toEqual([]);
    },
  );
});
