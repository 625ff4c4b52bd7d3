// Removes what builds leave behind.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';

const remove = (path) => rmSync(join(root, path), { recursive: true, force: true });

for (const group of ['packages', 'internal', 'apps']) {
  for (const name of readdirSync(join(root, group))) {
    remove(`${group}/${name}/dist`);
    remove(`${group}/${name}/.turbo`);
  }
}
remove('apps/docs/.vitepress/dist');
remove('apps/docs/.vitepress/cache');
remove('node_modules/.cache');
