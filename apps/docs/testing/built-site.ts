// The folder of the built site; builds it where a source is newer.

import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('../', import.meta.url));
const ROOT = join(APP, '../..');
const SKIPPED = new Set(['node_modules', 'dist', 'cache', '.generated', 'api', 'testing', '.turbo']);

/** The newest change below a folder; folders count, so that a deleted file is noticed. */
function newest(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  const names = readdirSync(path).filter((name) => !SKIPPED.has(name) && !name.endsWith('.test.ts'));
  return Math.max(0, ...names.map((name) => newest(join(path, name))));
}

/** `GOSSAMER_SITE` names a folder that is taken as it is. */
export function builtSite(): string {
  if (process.env.GOSSAMER_SITE) return process.env.GOSSAMER_SITE;
  const folder = join(APP, '.vitepress/dist');
  const builtAt = statSync(join(folder, 'sw.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const packages = readdirSync(join(ROOT, 'packages')).map((name) => join(ROOT, 'packages', name, 'src'));
  const sources = [APP, ...packages, join(ROOT, 'examples'), join(ROOT, 'docs/bench')];
  if (sources.some((source) => newest(source) > builtAt)) {
    execFileSync(process.execPath, [join(APP, 'build.mjs')], { stdio: ['ignore', 2, 2] });
  }
  return folder;
}
