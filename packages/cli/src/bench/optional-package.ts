// Packages that only some benchmarks need, and that one installs for them.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OptionError } from '@gossamer/core';

/** Imports what needs the package. @throws OptionError saying what to install */
export async function optionalPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  packageEntry(name);
  return load();
}

/** Path of the package's entry. @throws OptionError saying what to install */
export function packageEntry(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new OptionError(`this needs the package ${name}, which is not installed`, {
      hint: `npm install ${name}`,
      cause,
    });
  }
}

/** The version of a package whose entry is in its `dist`. @throws OptionError saying what to install */
export function packageVersion(name: string): string {
  const text = readFileSync(join(dirname(packageEntry(name)), '../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
