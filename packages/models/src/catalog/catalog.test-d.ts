// A wrong name or option must not compile.
import { describe, expectTypeOf, it } from 'vitest';
import { createModel, mobilenetv2_100 } from '../mobilenetv2/index.js';
import { create, type ModelName, type OptionsOf } from './index.js';

describe('types of the catalog', () => {
  it('knows the names', () => {
    expectTypeOf<'mobilenetv2_100'>().toExtend<ModelName>();
    // @ts-expect-error: there is no such model
    create('mobilenetv2_1000');
  });

  it('knows the options of each model', () => {
    create('mobilenetv2_100', { numClasses: 10, width: 0.5, padType: 'same', features: [0, -1] });
    expectTypeOf<OptionsOf<'mobilenetv2_100'>['padType']>().toEqualTypeOf<'symmetric' | 'same' | undefined>();
    // @ts-expect-error: a misspelt option
    create('mobilenetv2_100', { numClases: 10 });
    // @ts-expect-error: an option of another family
    create('mobilenetv2_100', { network: 'small' });
    // @ts-expect-error: not an output stride
    createModel(mobilenetv2_100, { outputStride: 12 });
    // @ts-expect-error: not a way of padding
    createModel(mobilenetv2_100, { padType: 'valid' });
  });
});
