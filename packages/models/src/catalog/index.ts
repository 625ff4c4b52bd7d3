// The table of all models.

export { catalog } from './catalog.js';
export { create, findModel, type ModelName, modelNames, type OptionsOf, type SpecOf } from './find.js';
