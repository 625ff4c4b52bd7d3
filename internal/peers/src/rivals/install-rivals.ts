// The rivals' packages: in a folder of their own with their own lock file, installed when somebody wants to compare.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `internal/peers`, from `src/rivals/` as from `dist/`. */
export const PEERS_FOLDER = folderOf(import.meta.url);

export const RIVALS_FOLDER = join(PEERS_FOLDER, 'rivals');

/**
 * Installs them as locked where they are not, with npm, which comes with Node; half a gigabyte, mostly onnxruntime's.
 * @throws Error where npm could not, with what it said
 */
export function installRivals(note: (text: string) => void): void {
  if (isInstalled()) return;
  note('installing the rivals (TensorFlow.js, transformers.js) in internal/peers/rivals');
  const { status, stderr, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: RIVALS_FOLDER, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`npm ci in ${RIVALS_FOLDER}: ${error?.message ?? stderr}`);
}

/** Where a rival's module is, for `import()`: `@tensorflow/tfjs-core`. */
export function rivalModule(name: string): string {
  return createRequire(join(RIVALS_FOLDER, 'package.json')).resolve(name);
}

/** The version that was installed. */
export function rivalVersion(name: string): string {
  const manifest = readFileSync(join(RIVALS_FOLDER, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** npm copies the lock file into node_modules when it is done; its entries tell what is there. */
function isInstalled(): boolean {
  const done = join(RIVALS_FOLDER, 'node_modules/.package-lock.json');
  if (!existsSync(done)) return false;
  const { '': _own, ...wanted } = packagesOf(join(RIVALS_FOLDER, 'package-lock.json'));
  const there = packagesOf(done);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => optional || there[path]?.version === version,
  );
}

type Locked = Record<string, { version?: string; optional?: boolean }>;

function packagesOf(path: string): Locked {
  return (JSON.parse(readFileSync(path, 'utf8')) as { packages: Locked }).packages;
}

function folderOf(url: string): string {
  const path = fileURLToPath(url);
  return path.slice(0, path.lastIndexOf(join('internal', 'peers')) + join('internal', 'peers').length);
}
