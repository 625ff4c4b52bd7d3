// Checkpoints under other sources' names: found out, turned into ours, and equal to the source's own outputs.
import { OptionError, WeightMismatchError } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { type CheckpointTensor, seededInput, seededTensor, type WeightNote } from '@gossamer/core/weights';
import { loadJson } from '@gossamer/goldens';
import { maxRelativeError, numbersOf, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { findModel } from '../catalog/index.js';
import { createModel, type Network } from '../index.js';
import { bindCheckpoint } from '../shared/bind-checkpoint.js';

/** internal/goldens/make/foreign_names.py. */
interface Reference {
  readonly source: string;
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly gain: number;
  readonly tensors: readonly (readonly [name: string, shape: readonly number[]])[];
  readonly logits?: readonly number[];
  readonly features?: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[];
}

const SHAPE = [1, 3, 96, 128] as const;
const TOLERANCE = 3e-5;

const references = loadJson<Reference[]>('foreign-names.json');
const referenceOf = (model: string, source: string) =>
  references.find((row) => row.model === model && row.source.includes(source)) as Reference;

/** The checkpoint of a row: its names, with values made from them. */
function checkpoint({ tensors, gain }: Reference): Map<string, CheckpointTensor> {
  return new Map(
    tensors.map(([name, shape]) => [
      name,
      { dtype: 'float32', shape, read: async () => seededTensor(name, shape, gain).data },
    ]),
  );
}

async function build({ model, options }: Reference, more: object = {}): Promise<Network> {
  return createModel(await findModel(model), {
    size: [SHAPE[2], SHAPE[3]],
    numClasses: 10,
    ...options,
    ...more,
  });
}

describe.each(references)('$source: $model', (reference) => {
  it('is recognised, and computes the same', { timeout: 60_000 }, async () => {
    const network = await build(reference);
    const notes: WeightNote[] = [];
    const weights = bindCheckpoint(network, checkpoint(reference), { report: (note) => notes.push(note) });
    expect(notes.map(({ message }) => message)).toEqual([expect.stringMatching(/^the names are those of /)]);
    const feeds = { pixel_values: seededInput('input', SHAPE) };
    const outputs = await runOnnxruntime(await encodeOnnx({ graph: network.graph, weights }), feeds);
    const { logits, features } = reference;
    if (logits !== undefined)
      expect(maxRelativeError(numbersOf(outputs.logits as TestTensor), logits)).toBeLessThan(TOLERANCE);
    features?.forEach(({ shape, values }, index) => {
      const map = outputs[`feature_${index}`] as TestTensor;
      expect(map.shape).toEqual(shape);
      const numbers = numbersOf(map);
      const step = Math.floor(numbers.length / 8);
      const largest = numbers.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const errors = values.map((value, i) => Math.abs(value - (numbers[i * step] as number)));
      expect(Math.max(...errors) / largest).toBeLessThan(TOLERANCE);
    });
  });

  it('stays strict: one missing, one more and one of another shape each fail', async () => {
    const network = await build(reference);
    const names = reference.tensors.map(([name]) => name);
    const some = names[names.length >> 1] as string;
    const changed = (change: (tensors: Map<string, CheckpointTensor>) => unknown) => {
      const tensors = checkpoint(reference);
      change(tensors);
      return () => bindCheckpoint(network, tensors);
    };
    const one = { dtype: 'float32', shape: [1], read: async () => new Float32Array(1) } as const;
    expect(changed((tensors) => tensors.delete(some))).toThrow(WeightMismatchError);
    expect(changed((tensors) => tensors.set('extra.weight', one))).toThrow(WeightMismatchError);
    expect(changed((tensors) => tensors.set(some, one))).toThrow(WeightMismatchError);
  });
});

describe('names of another source', () => {
  it('may stand behind a wrapper, with counters and in half precision', async () => {
    const reference = referenceOf('mobilenetv2_100', 'torchvision');
    const wrapped = new Map<string, CheckpointTensor>();
    for (const [name, tensor] of checkpoint(reference)) {
      wrapped.set(`module.${name}`, { ...tensor, dtype: 'float16' });
      const counter = `module.${name.replace(/[^.]+$/, 'num_batches_tracked')}`;
      wrapped.set(counter, { ...tensor, dtype: 'int64', shape: [] });
    }
    const notes: string[] = [];
    const weights = bindCheckpoint(await build(reference), wrapped, {
      report: ({ message }) => notes.push(message),
    });
    expect(weights.size).toBe(262);
    expect(notes).toEqual([
      expect.stringContaining("torchvision's MobileNetV2"),
      expect.stringContaining('removed "module."'),
      expect.stringContaining('262 tensors are float16'),
    ]);
  });

  it('may stand behind a name of the program that trained them', async () => {
    const reference = referenceOf('mobilenetv2_100', 'torchvision');
    const behind = new Map(
      [...checkpoint(reference)].map(([name, tensor]) => [`module.net.${name}`, tensor]),
    );
    const notes: string[] = [];
    const weights = bindCheckpoint(await build(reference), behind, {
      report: ({ message }) => notes.push(message),
    });
    expect(weights.size).toBe(262);
    expect(notes).toEqual([
      'removed "module.net." from the start of every name',
      expect.stringContaining("torchvision's MobileNetV2"),
    ]);
  });

  it.each([
    ['mobilenetv3_large_100', {}],
    ['tf_mobilenetv3_large_100', {}],
    ['mobilenetv3_large_100', { padType: 'same', bnEps: 1e-3 }],
  ])('are not put on a network that computes otherwise: %s %j', async (model, options) => {
    const reference = referenceOf('mobilenetv3_large_100', 'torchvision');
    const network = await build({ ...reference, model, options });
    expect(() => bindCheckpoint(network, checkpoint(reference))).toThrow(OptionError);
    expect(() => bindCheckpoint(network, checkpoint(reference))).toThrow(
      /build it with (bnEps=0\.001|padType=symmetric)/,
    );
  });

  it('serve features, the pooled vector, other classes and other channels', async () => {
    const reference = referenceOf('mobilenetv3_small_100', 'torchvision');
    for (const options of [{ features: true }, { features: [-1] }, { numClasses: 0 }]) {
      const network = await build(reference, options);
      const notes: WeightNote[] = [];
      const weights = bindCheckpoint(network, checkpoint(reference), { report: (note) => notes.push(note) });
      expect([...weights.keys()]).toEqual([...network.graph.params.keys()]);
      expect(notes.map(({ kind }) => kind)).toEqual(['renamed', 'dropped']);
    }
    const other = await build(reference, { numClasses: 3, inChans: 1 });
    expect(() => bindCheckpoint(other, checkpoint(reference))).toThrow(WeightMismatchError);
    const notes: WeightNote[] = [];
    bindCheckpoint(other, checkpoint(reference), { adapt: true, report: (note) => notes.push(note) });
    expect(notes.map(({ kind }) => kind)).toEqual(['renamed', 'reinitialised', 'folded']);
  });

  it('are no excuse for the names of another family', async () => {
    const reference = referenceOf('mobilenetv2_100', 'torchvision');
    const network = await build({ ...reference, model: 'mobilenetv1_100' });
    expect(() => bindCheckpoint(network, checkpoint(reference))).toThrow(WeightMismatchError);
    const wider = await build({ ...reference, model: 'mobilenetv2_140' });
    expect(() => bindCheckpoint(wider, checkpoint(reference))).toThrow(/mis-shaped/);
  });
});

describe('names behind a prefix that no wrapper of PyTorch makes', () => {
  const tensor = { dtype: 'float32', read: async () => new Float32Array(1) } as const;
  const named = (network: Network, name: (own: string) => string) =>
    new Map(
      [...network.graph.params].map(([own, { type }]) => [
        name(own),
        { ...tensor, shape: type.shape as number[] },
      ]),
    );

  it.each(['net.', 'model.backbone.', '_orig_mod.net.'])(
    'serve without %s, also for features',
    async (prefix) => {
      const spec = await findModel('mobilenetv2_035');
      const tensors = named(createModel(spec), (own) => prefix + own);
      for (const options of [{}, { numClasses: 0 }, { features: true }]) {
        const network = createModel(spec, options);
        const notes: WeightNote[] = [];
        const weights = bindCheckpoint(network, tensors, { report: (note) => notes.push(note) });
        expect([...weights.keys()]).toEqual([...network.graph.params.keys()]);
        expect(notes[0]).toMatchObject({ kind: 'prefix', message: expect.stringContaining(`"${prefix}"`) });
      }
    },
  );

  it("stay where something is over, or where they are the network's own", async () => {
    const network = createModel(await findModel('mobilenetv2_035'));
    const over = named(network, (own) => `net.${own}`).set('net.extra', { ...tensor, shape: [1] });
    expect(() => bindCheckpoint(network, over)).toThrow(/263 unexpected/);
    const blocks = new Map([...named(network, (own) => own)].filter(([name]) => name.startsWith('blocks.')));
    expect(() => bindCheckpoint(network, blocks)).toThrow(/12 missing, 0 unexpected/);
  });
});
