// Before the tests of the site: builds it where a source is newer.

import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtSite } from './built-site.js';
import { APP, ROOT } from './docs-files.js';

const SKIPPED = new Set(['node_modules', 'dist', 'cache', '.generated', 'api', 'testing', '.turbo']);

/** The newest change below a folder; folders count, so that a deleted file is noticed. */
function newest(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  const all = readdirSync(path);
  const names = all.filter((name) => !SKIPPED.has(name) && !name.endsWith('.test.ts'));
  // What the build puts into a folder changes it, too.
  const own = all.some((name) => SKIPPED.has(name)) ? 0 : info.mtimeMs;
  return Math.max(own, ...names.map((name) => newest(join(path, name))));
}

const isFresh = (): boolean => {
  const builtAt = statSync(join(builtSite(), 'sw.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const packages = readdirSync(join(ROOT, 'packages')).map((name) => join(ROOT, 'packages', name, 'src'));
  const sources = [APP, ...packages, join(ROOT, 'examples'), join(ROOT, 'docs/bench')];
  return sources.every((source) => newest(source) <= builtAt);
};

export default function buildSite(): void {
  if (process.env.GOSSAMER_SITE || isFresh()) return;
  execFileSync(process.execPath, [join(APP, 'build.mjs')], { stdio: ['ignore', 2, 2] });
}
