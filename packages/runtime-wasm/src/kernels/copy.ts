// Copies bytes.

import { copyBytes } from '../emit/code.js';
import type { Kernel } from './kernel.js';

export const copyKernel: Kernel<'from' | 'out' | 'bytes'> = {
  key: 'copy',
  fields: ['from', 'out', 'bytes'],
  write: ({ arg }) => copyBytes(arg('out'), arg('from'), arg('bytes')),
};
