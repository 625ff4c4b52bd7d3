// @gossamer/models/labels: what the outputs of classifiers mean.

export { imagenetLabels } from './imagenet-1k.js';
export { imagenetSynsets } from './imagenet-1k-synsets.js';
