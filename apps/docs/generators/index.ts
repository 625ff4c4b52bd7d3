// Everything on the site that a program writes.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changelogPage } from './changelog-page.js';
import { commandLinePage } from './command-line-page.js';
import { errorsPage } from './errors-page.js';
import { modelFiles } from './models/index.js';
import { operatorsPage } from './operators-page.js';
import { performancePage } from './performance-page.js';

const FOLDER = fileURLToPath(new URL('../.generated/', import.meta.url));

/** Each page's text, below the words that the page itself says first. */
const PAGES: Readonly<Record<string, () => Promise<string> | string>> = {
  'changelog.md': changelogPage,
  'cli.md': commandLinePage,
  'errors.md': errorsPage,
  'operators.md': operatorsPage,
  'performance.md': performancePage,
};

export async function generatePages(): Promise<void> {
  for (const [name, page] of Object.entries(PAGES))
    await writeChanged(join(FOLDER, name), `${await page()}\n`);
  for (const [name, text] of Object.entries(await modelFiles())) await writeChanged(join(FOLDER, name), text);
}

/** Writes only what is new, so that a running server does not reload every page. */
async function writeChanged(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
