// Networks compiled for every target against the network as it is built, through onnxruntime on seeded weights.
import { createHash } from 'node:crypto';
import { compile, type Target, targets } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import { type LazyTensor, memoryTensor, seededInput, seededWeights } from '@gossamer/core/weights';
import { expectClose, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { findModel, modelNames } from './catalog/index.js';
import { type BuildOptions, createModel } from './index.js';

/** Even at first, then odd: rewrites that need whole pairs of rows meet both. */
const SIZE: readonly [height: number, width: number] = [72, 96];
const BOUND = 1e-5;

/** Of every kind of block one; all networks of the catalog where GOSSAMER_LONG_TESTS is set. */
const SOME = [
  'csp_peleenet',
  'cspdarknet53',
  'cspresnet50',
  'cspresnext50',
  'fasternet_t0',
  'g_ghost_regnetx_004',
  'ghostnet_100',
  'ghostnetv2_100',
  'ghostnetv3_050',
  'mobilenetv1_100',
  'mobilenetv2_050',
  'mobilenetv3_small_100',
  'mobilenetv4_conv_small',
  'mobilenetv4_hybrid_medium_075',
  'peleenet',
  'regnetx_004',
  'shufflenetv1_g3_050',
];
const names = process.env.GOSSAMER_LONG_TESTS ? modelNames() : SOME;

const LOWERINGS: readonly { target: Target; block?: number }[] = [
  { target: 'portable' },
  { target: 'cpu', block: 16 },
  { target: 'cpu', block: 8 },
  { target: 'webgpu' },
  { target: 'cuda' },
];

/** Tensors made once instead of for every file. */
async function held(tensors: ReadonlyMap<string, LazyTensor>): Promise<Map<string, LazyTensor>> {
  const entries = [...tensors].map(async ([name, tensor]): Promise<[string, LazyTensor]> => {
    return [name, memoryTensor(tensor.dtype, tensor.shape, await tensor.read())];
  });
  return new Map(await Promise.all(entries));
}

async function check(name: string, options: BuildOptions, size = SIZE): Promise<Set<string>> {
  const network = createModel(await findModel(name), { size, numClasses: 10, ...options });
  const used = new Set<string>();
  // GhostNetV3 adds up several branches a layer: smaller weights keep its activations within range.
  const gain = name.startsWith('ghostnetv3') ? 0.25 : 1;
  const model = { graph: network.graph, weights: await held(seededWeights(network.graph.params, gain)) };
  const feeds = { pixel_values: seededInput('input', [options.batch === 1 ? 1 : 2, 3, ...size]) };
  const plain = await runOnnxruntime(await encodeOnnx(model), feeds, { optimization: 'basic' });
  for (const lowering of LOWERINGS) {
    const sizes = options.size === 'dynamic' ? { H: size[0], W: size[1] } : {};
    const compiled = compile(model, { ...lowering, sizes });
    for (const { pass, changed } of compiled.reports) if (changed > 0) used.add(pass);
    const found = await runOnnxruntime(await encodeOnnx(compiled.model), feeds, { optimization: 'all' });
    expect(Object.keys(found)).toEqual(Object.keys(plain));
    for (const [output, tensor] of Object.entries(plain)) {
      const what = `${output} for ${lowering.target} ${lowering.block ?? ''}`;
      expectClose(found[output] as TestTensor, tensor, BOUND, what);
    }
  }
  return used;
}

describe.each(names)('%s', (name) => {
  it('computes the same for every target', { timeout: 120_000 }, async () => {
    await check(name, {});
  });
});

describe('compiled networks', () => {
  /** Built, compiled and written from nothing each time. */
  async function bytesFor(name: string, target: Target): Promise<string> {
    const { graph } = createModel(await findModel(name), { size: SIZE, numClasses: 10 });
    const { model } = compile({ graph, weights: seededWeights(graph.params, 1) }, { target });
    return createHash('sha256')
      .update(await encodeOnnx(model))
      .digest('hex');
  }

  it.each(['cspdarknet53', 'ghostnet_100', 'mobilenetv4_hybrid_medium_075', 'shufflenetv1_g3_050'])(
    '%s is the same bytes each time, for every target',
    { timeout: 120_000 },
    async (name) => {
      const written = new Map<Target, string>();
      for (const target of targets) {
        written.set(target, await bytesFor(name, target));
        expect(await bytesFor(name, target), target).toBe(written.get(target));
      }
      // What is held for cuda above holds for wasm: one list of passes.
      expect(written.get('wasm')).toBe(written.get('cuda'));
    },
  );
});

describe('other graphs of a network', () => {
  it.each([
    ['ghostnet_100', { features: true }],
    ['cspdarknet53', { features: [-1, 1], batch: 2 }],
    ['mobilenetv3_small_100', { size: 'dynamic', numClasses: 0 }],
    ['ghostnetv2_100', { size: 'dynamic', batch: 2 }],
    ['g_ghost_regnetx_002', { outputStride: 16, features: true }],
  ] as [string, BuildOptions][])(
    '%s with %o computes the same for every target',
    { timeout: 120_000 },
    async (name, options) => {
      await check(name, options);
    },
  );

  it('cspdarknet53 on maps large enough for filtered rows computes the same', {
    timeout: 120_000,
  }, async () => {
    expect(await check('cspdarknet53', { batch: 1 }, [160, 192])).toContain('filterRows');
  });
});
