// The folder of the built site.

import { fileURLToPath } from 'node:url';

/** `GOSSAMER_SITE` names one that is taken as it is. */
export const builtSite = (): string =>
  process.env.GOSSAMER_SITE || fileURLToPath(new URL('../.vitepress/dist', import.meta.url));
