// Puts the service worker beside the built pages, with the list of what it keeps.

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const TEMPLATE = fileURLToPath(new URL('./service-worker.js', import.meta.url));

/** Larger files are kept when they were used once: onnxruntime's are 14 MB each. */
const LARGEST = 3_000_000;

/** The path a page is asked for: `guide/` for guide/index.html, `guide/passes` for guide/passes.html. */
const pathOf = (file: string) =>
  file.endsWith('.html') ? file.replace(/\.html$/, '').replace(/(^|\/)index$/, '$1') : file;

export async function writeServiceWorker(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !['sw.js', '_headers', 'hashmap.json'].includes(file))
    .sort();
  const hash = createHash('sha256');
  const kept: [path: string, file: string][] = [];
  for (const file of paths) {
    const bytes = await readFile(join(folder, file));
    hash.update(file).update(bytes);
    if (bytes.length <= LARGEST) kept.push([pathOf(file), file]);
  }
  const template = await readFile(TEMPLATE, 'utf8');
  const worker = template
    .replace('@VERSION@', hash.digest('hex').slice(0, 16))
    .replace("'@FILES@'", () => JSON.stringify(kept));
  await writeFile(join(folder, 'sw.js'), worker);
}
