// What programs without types get wrong: every mistake is an OptionError that says what was expected.
import { formatShape, GossamerError } from '@gossamer/core';
import { seededWeights } from '@gossamer/core/weights';
import { describe, expect, it } from 'vitest';
import { create, type ModelName } from '../catalog/index.js';
import { ghostnet_050 } from '../ghostnet/index.js';
import { mobilenetv2_035 } from '../mobilenetv2/index.js';
import { bindCheckpoint } from './bind-checkpoint.js';
import { createModel, type ModelOptions } from './create-model.js';

const build = (options: object) => () => createModel(mobilenetv2_035, options as ModelOptions<never>);

describe('createModel', () => {
  it.each([
    [{ num_classes: 10 }, /unknown option "num_classes"(.|\n)*did you mean numClasses\?/],
    [{ numclasses: 10 }, /did you mean numClasses\?/],
    [{ in_chans: 1 }, /did you mean inChans/],
    [{ output_stride: 8 }, /did you mean outputStride/],
    [{ pretrained: true }, /known: numClasses, inChans, size, .*, padType/],
    [{ numClasses: '10' }, /0 or a positive integer, found "10"/],
    [{ inChans: '1' }, /inChans should be a positive integer, found "1"/],
    [{ outputStride: '16' }, /outputStride "16" is not possible(.|\n)*possible: 8, 16, 32/],
    [{ batch: '1' }, /found "1"/],
    [{ size: [3, 224, 224] }, /one or two positive integers, found \[3,224,224\]/],
    [{ size: [224] }, /found \[224\]/],
    [{ size: '224' }, /found "224"/],
    [
      { globalPool: 'mean' },
      /globalPool "mean" is not possible(.|\n)*"avg", "max", "avgmax", "catavgmax", ""/,
    ],
    [{ globalPool: '' }, /leaves a map, and a classifier needs a vector(.|\n)*numClasses: 0 gives the map/],
    [{ features: 'all' }, /features should be true, false or indices, found "all"/],
    [{ features: [1.5] }, /there is no feature 1\.5/],
  ])('refuses %j', (options, message) => {
    expect(build(options)).toThrow(message);
    expect(build(options)).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });

  it('pools as its family can: avg where the family says nothing', () => {
    const { globalPools: _, ...family } = mobilenetv2_035.family;
    const own = { ...mobilenetv2_035, family };
    expect(() => createModel(own, { globalPool: 'max' })).toThrow(
      /"max" is not possible(.|\n)*possible: "avg"/,
    );
    expect(() => createModel(ghostnet_050, { globalPool: 'catavgmax' })).toThrow(
      /"catavgmax" is not possible/,
    );
  });

  it('names what leaves the head', () => {
    const outputs = (options: ModelOptions<typeof mobilenetv2_035.family.options>) =>
      createModel(mobilenetv2_035, options).graph.outputs.map(
        ({ name, value }) => `${name} ${formatShape(value.type.shape)}`,
      );
    expect(outputs({ globalPool: 'catavgmax' })).toEqual(['logits [N,1000]']);
    expect(outputs({ globalPool: 'catavgmax', numClasses: 0 })).toEqual(['embedding [N,2560]']);
    expect(outputs({ globalPool: '', numClasses: 0 })).toEqual(['map [N,1280,7,7]']);
  });

  it('leaves the classifier of a checkpoint out, however the vector is pooled', () => {
    const { graph } = createModel(mobilenetv2_035);
    const whole = seededWeights(graph.params, 1);
    for (const globalPool of ['catavgmax', ''] as const) {
      const network = createModel(mobilenetv2_035, { globalPool, numClasses: 0 });
      expect(bindCheckpoint(network, whole).size).toBe(network.graph.params.size);
    }
  });

  it('says that a network was not waited for', () => {
    const forgotten = create('mobilenetv2_035') as never;
    expect(() => bindCheckpoint(forgotten, new Map())).toThrow(
      /expected a network, found a promise(.|\n)*await create/,
    );
    const graphOnly = createModel(mobilenetv2_035).graph as never;
    expect(() => bindCheckpoint(graphOnly, new Map())).toThrow(/expected a network, found an object/);
  });

  it.each(['mobilenetv2_100', undefined, { mobilenetv2_035 }])('wants a spec, not %j', (spec) => {
    expect(() => createModel(spec as unknown as typeof mobilenetv2_035)).toThrow(
      /expected the spec of a model/,
    );
    expect(() => createModel(spec as unknown as typeof mobilenetv2_035)).toThrow(GossamerError);
  });
});

describe('create', () => {
  it.each([
    ['mobilenet_v2', /did you mean mobilenetv2_035/],
    ['mobilenetv2_100.ra_in1k', /the model is mobilenetv2_100; "ra_in1k" is the tag of its weights/],
    ['hf_hub:timm/mobilenetv2_100.ra_in1k', /the model is mobilenetv2_100/],
    ['vit_base_patch16_224', /modelNames\(\) shows all/],
    [undefined, /there is no model "undefined"/],
  ])('says of %s what it may have meant', async (name, message) => {
    await expect(create(name as ModelName)).rejects.toThrow(message);
    await expect(create(name as ModelName)).rejects.toMatchObject({ code: 'UNKNOWN_MODEL' });
  });
});
