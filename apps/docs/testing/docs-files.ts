// The Markdown that readers see: the site's pages, and the repository's front page.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CodeBlock, codeBlocks } from './code-blocks.js';

export const APP = fileURLToPath(new URL('../', import.meta.url));
export const ROOT = join(APP, '../..');

const SKIPPED = ['node_modules', '.vitepress', '.generated', 'public', 'components', `reference${sep}api`];

/** Paths below the repository, written by hand. */
function docsFiles(): string[] {
  const pages = readdirSync(APP, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !SKIPPED.some((folder) => file.startsWith(folder)))
    .map((file) => relative(ROOT, join(APP, file)));
  return ['README.md', ...pages.filter((file) => !file.endsWith('README.md'))].sort();
}

export function allBlocks(...languages: readonly string[]): CodeBlock[] {
  return docsFiles()
    .flatMap((file) => codeBlocks(readFileSync(join(ROOT, file), 'utf8'), file))
    .filter(({ language }) => languages.includes(language));
}
