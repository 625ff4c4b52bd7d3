// @gossamer/blocks: layers and the papers' blocks, each a function of a scope, a value and options.

export * from './csp/index.js';
export * from './fasternet/index.js';
export * from './g-ghost/index.js';
export * from './ghost/index.js';
export * from './layers/index.js';
export * from './mobilenet/index.js';
export * from './regnet/index.js';
export * from './shufflenet/index.js';
