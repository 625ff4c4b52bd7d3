// The table of all models.

export { catalog } from './catalog.js';
export { create, findModel, type ModelName, modelNames, type OptionsOf, type SpecOf } from './find.js';
export {
  type PickedModel,
  type PickOptions,
  pickModel,
  predictMs,
  publishedTop1,
  rankModels,
} from './pick-model.js';
