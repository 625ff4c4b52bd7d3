// @gossamer/blocks: layers and the papers' blocks, each a function of a scope, a value and options.

export * from './layers/index.js';
export * from './mobilenet/index.js';
