// What changed, by version, and what has not been released yet.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export async function changelogPage(): Promise<string> {
  const folder = join(ROOT, '.changeset');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const texts = await Promise.all(names.sort().map((name) => readFile(join(folder, name), 'utf8')));
  const pending = texts.map((text) => text.replace(/^---\n[\s\S]*?\n---\n/, '').trim());
  const released = await readFile(join(ROOT, 'packages/core/CHANGELOG.md'), 'utf8').catch(() => '');
  return [
    ...(pending.length > 0 ? ['## Not yet released', ...pending] : []),
    released.replace(/^# .*\n/, '').trim(),
  ]
    .filter(Boolean)
    .join('\n\n');
}
