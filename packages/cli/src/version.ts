// The program's version, from its package.json.

import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
}

/** The version in package.json, one folder above `src` and `dist` alike. */
export function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as Manifest).version;
}
