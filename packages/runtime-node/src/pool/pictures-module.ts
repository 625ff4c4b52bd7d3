// Where the module is by which a pool's workers read pictures.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * URL of `picture-jobs.js` beside this package's own modules. Undefined where a bundler has moved those and left it
 * behind, and where the sources run as they are: pictures are read on the calling thread then.
 */
export function picturesModule(base: string = import.meta.url): string | undefined {
  const url = new URL('./picture-jobs.js', base);
  return url.protocol === 'file:' && existsSync(fileURLToPath(url)) ? url.href : undefined;
}
