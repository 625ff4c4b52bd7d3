// Bundlers that nobody needs but this comparison: each in a folder with its own lock file, installed by the tests.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = fileURLToPath(new URL('../../bundlers/', import.meta.url));

export type BundlerName = 'webpack' | 'rollup' | 'next';

const installs = new Map<BundlerName, Promise<string>>();

/** The folder it is installed in, once for all who ask. @throws Error where npm could not, with what it said */
export function installBundler(name: BundlerName): Promise<string> {
  const known = installs.get(name);
  if (known) return known;
  const installing = install(join(FOLDER, name));
  // Whoever waits for it hears of a failure.
  installing.catch(() => {});
  installs.set(name, installing);
  return installing;
}

async function install(folder: string): Promise<string> {
  if (isInstalled(folder)) return folder;
  // Not `npm ci`: it refuses lock files without the binaries of systems whose packages a registry did not have.
  const words = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: folder, shell: process.platform === 'win32' };
  await promisify(execFile)('npm', words, options).catch((error: Error & { stderr?: string }) => {
    throw new Error(`npm install in ${folder}: ${error.stderr || error.message}`, { cause: error });
  });
  return folder;
}

/** A module of an installed bundler. */
export async function importFrom<T>(folder: string, module: string): Promise<T> {
  const path = createRequire(join(folder, 'package.json')).resolve(module);
  return (await import(pathToFileURL(path).href)) as T;
}

/** npm leaves a copy of the lock file behind when it is done. */
function isInstalled(folder: string): boolean {
  const done = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(done)) return false;
  const locked = (file: string): string => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
      packages: Record<string, { version?: string; optional?: boolean }>;
    };
    const names = Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional);
    return JSON.stringify(names.map(([path, { version }]) => [path, version]).sort());
  };
  return locked(done) === locked(join(folder, 'package-lock.json'));
}
