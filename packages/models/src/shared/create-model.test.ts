// What programs without types get wrong: every mistake is an OptionError that says what was expected.
import { GossamerError } from '@gossamer/core';
import { describe, expect, it } from 'vitest';
import { create, type ModelName } from '../catalog/index.js';
import { mobilenetv2_035 } from '../mobilenetv2/index.js';
import { createModel, type ModelOptions } from './create-model.js';

const build = (options: object) => () => createModel(mobilenetv2_035, options as ModelOptions<never>);

describe('createModel', () => {
  it.each([
    [{ num_classes: 10 }, /unknown option "num_classes"(.|\n)*did you mean numClasses\?/],
    [{ numclasses: 10 }, /did you mean numClasses\?/],
    [{ in_chans: 1 }, /did you mean inChans/],
    [{ output_stride: 8 }, /did you mean outputStride/],
    [{ pretrained: true }, /known: numClasses, inChans, size, .*, padType/],
    [{ size: [3, 224, 224] }, /one or two positive integers, found \[3,224,224\]/],
    [{ size: [224] }, /found \[224\]/],
    [{ size: '224' }, /found "224"/],
    [{ features: 'all' }, /features should be true, false or indices, found "all"/],
    [{ features: [1.5] }, /there is no feature 1\.5/],
  ])('refuses %j', (options, message) => {
    expect(build(options)).toThrow(message);
    expect(build(options)).toThrow(expect.objectContaining({ code: 'OPTION' }));
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
