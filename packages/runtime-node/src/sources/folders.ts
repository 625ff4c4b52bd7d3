// Pictures below folders, and files by pattern.

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ioError } from '../files/io-error.js';
import { isPictureName } from './picture-item.js';

/** Paths of all pictures in a folder and the folders below, sorted. Links to folders are not followed. */
export async function picturesBelow(folder: string): Promise<string[]> {
  return (await filesBelow(folder)).filter(isPictureName);
}

export function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}

/** Files that match a pattern of `*`, `?` and `**`, sorted. None is no error. */
export async function globbed(pattern: string): Promise<string[]> {
  const parts = pattern.split('/');
  const first = parts.findIndex(isGlob);
  const folder = parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const expression = globExpression(parts.slice(first));
  const start = folder === '.' ? '' : folder.endsWith('/') ? folder : `${folder}/`;
  const found = await filesBelow(folder);
  return found
    .map((path) => path.split(sep).join('/'))
    .filter((path) => expression.test(path.slice(start.length)));
}

function globExpression(parts: readonly string[]): RegExp {
  const source = parts.map((part, i) => {
    if (part === '**') return i === parts.length - 1 ? '.*' : '(?:[^/]+/)*';
    const text = part
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]');
    return i === parts.length - 1 ? text : `${text}/`;
  });
  return new RegExp(`^${source.join('')}$`);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      throw ioError(error, 'read', folder);
    },
  );
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
