// The list beside the reference of the packages, from the pages that typedoc wrote.

import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

const FOLDER = fileURLToPath(new URL('../../reference/api/', import.meta.url));

function modules(): string[] {
  try {
    const files = readdirSync(join(FOLDER, '@gossamer'), { recursive: true, encoding: 'utf8' });
    const pages = files.filter((file) => file.endsWith('.md'));
    return pages.map((file) => `@gossamer/${file.slice(0, -3).split(sep).join('/')}`).sort();
  } catch {
    return [];
  }
}

export function apiSidebar(): DefaultTheme.SidebarItem[] {
  const items = modules().map((name) => ({ text: name, link: `/reference/api/${name}` }));
  return [
    { text: 'Reference', link: '/reference/' },
    { text: 'Packages', items },
  ];
}
