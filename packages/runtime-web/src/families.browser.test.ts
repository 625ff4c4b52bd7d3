// The catalog in Chromium: results of every family on WASM and WebGPU, and no node of any network on the CPU.
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { modelNames } from '@gossamer/models/catalog';
import { expectClose, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { FAMILIES, SIZE } from '@gossamer/testkit/families';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import { plainModel } from './testing/families.js';
import type { FamilyFunctions, FamilyResult } from './testing/programs/families.js';

/** What takes minutes on a software GPU: all families on WebGPU, the placement of the whole catalog. */
const ALL = process.env.GOSSAMER_ALL_WEBGPU === '1';
/** Gates and hard-swish, attention, shuffled groups, partial convolution, sizes that grow, stages that part and meet. */
const QUICK = [
  'mobilenetv3_small_050',
  'mobilenetv4_hybrid_medium_075',
  'shufflenetv1_g8_050',
  'fasternet_t0',
  'ghostnetv2_100',
  'cspresnet50',
];

/** Networks placed in one page: its WebAssembly memory only grows. */
const PER_PAGE = 8;

const families = Object.keys(FAMILIES);
const references = new Map<string, TestTensor>();
let browser: TestBrowser<FamilyFunctions>;

beforeAll(async () => {
  browser = await startBrowser<FamilyFunctions>('families');
});
afterAll(() => browser?.[Symbol.asyncDispose]());

/** onnxruntime-node on the network as defined, which the goldens hold against PyTorch. */
async function reference(name: string): Promise<TestTensor> {
  const known = references.get(name);
  if (known !== undefined) return known;
  const feeds = { pixel_values: seededInput('input', [1, 3, ...SIZE]) };
  const { logits } = await runOnnxruntime(await encodeOnnx(await plainModel(name, SIZE)), feeds);
  references.set(name, logits as TestTensor);
  return logits as TestTensor;
}

async function expectReference(name: string, found: FamilyResult): Promise<void> {
  expectClose(found, await reference(name), 5e-5, name);
}

it('has every family of the catalog', () => {
  const family = (name: string) => /^(g_ghost_|csp_)?[a-z]+(v\d)?/.exec(name.replace(/^tf_/, ''))?.[0];
  const missing = modelNames().filter((name) => !families.some((known) => family(known) === family(name)));
  expect(missing.filter((name) => !/^(csp(resnext|darknet)|peleenet)/.test(name))).toEqual([]);
});

describe.each([1, 2])('on WASM with %i threads', (threads) => {
  it('every family equals the reference', { timeout: 300_000 }, async () => {
    await using page = await browser.open();
    for (const name of families)
      await expectReference(name, await page.call('run', name, { device: 'wasm', threads }));
  });
});

describe('on WebGPU', () => {
  it.each(ALL ? families : QUICK)('%s equals the reference', { timeout: 300_000 }, async (name) => {
    await using page = await browser.open();
    const found = await page.call('run', name, { device: 'webgpu' });
    expect(found.device).toBe('webgpu');
    await expectReference(name, found);
  });

  it('no node is on the CPU provider', { timeout: 1_800_000 }, async () => {
    const names = ALL ? modelNames() : families;
    for (let first = 0; first < names.length; first += PER_PAGE) {
      await using page = await browser.open();
      for (const name of names.slice(first, first + PER_PAGE)) {
        expect(await page.call('placement', name), name).toEqual([
          expect.stringContaining('All nodes placed on [WebGpuExecutionProvider]'),
        ]);
      }
    }
    process.stdout.write(`  ${names.length} networks, every node on the WebGPU provider\n`);
  });
});
