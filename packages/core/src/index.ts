// @gossamer/core: the graph IR, typed errors, and what networks are built with.

export * from './errors.js';
export { hexOf } from './hex-of.js';
export * from './ir/index.js';
export { joinBytes } from './join-bytes.js';
export { didYouMean, nearestNames } from './nearest.js';
