// A model of the catalog, changed: half as wide, ten classes, another input size.

import { createModel, mobilenetv2_100 } from '@gossamer/models/mobilenetv2';

const network = createModel(mobilenetv2_100, { width: 0.5, numClasses: 10, size: [96, 128] });

for (const { name, channels, reduction } of network.features)
  console.log(`${name}: ${channels} channels at 1/${reduction}`);

export default network;
