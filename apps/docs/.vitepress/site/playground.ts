// What the playground needs at build time: the declarations its editor knows, and the script its sandbox runs.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { MODULES } from '../../components/playground/modules.js';

const docs = fileURLToPath(new URL('../..', import.meta.url));
const packages = join(docs, '../../packages');
const require = createRequire(import.meta.url);

/** As much of a Vite plugin as is needed here. */
interface SitePlugin {
  readonly name: string;
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string | undefined>;
}

/** Makes `virtual:playground-types` and `virtual:playground-runner`. */
export function playground(): SitePlugin {
  const sources: Readonly<Record<string, () => Promise<string>>> = {
    'virtual:playground-types': async () => JSON.stringify(declarations()),
    'virtual:playground-runner': async () => JSON.stringify(await runner()),
  };
  return {
    name: 'gossamer-playground',
    resolveId: (id) => (Object.hasOwn(sources, id) ? `\0${id}` : undefined),
    async load(id) {
      const source = sources[id.slice(1)];
      return id.startsWith('\0') && source ? `export default ${await source()};` : undefined;
    },
  };
}

/** One script with everything a program may import. */
async function runner(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(docs, 'components/playground/sandbox/runner.ts')],
    bundle: true,
    write: false,
    minify: true,
    // Errors and layers are told apart by their names.
    keepNames: true,
    format: 'iife',
    target: 'es2022',
    conditions: ['gossamer-source'],
    legalComments: 'none',
  });
  return outputFiles[0]?.text ?? '';
}

/** TypeScript's own declarations and our packages', by the path that the editor's language service sees. */
export function declarations(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts']) addLibrary(files, name);
  const names = [...new Set(MODULES.map(packageOf))];
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-b', ...names.map((name) => join(packages, name))]);
  for (const name of names) addPackage(files, name);
  return files;
}

/** A file of TypeScript's library and those it refers to. */
function addLibrary(files: Record<string, string>, name: string): void {
  const path = `/lib/${name}`;
  if (files[path] !== undefined) return;
  const text = readFileSync(join(dirname(require.resolve('typescript/package.json')), 'lib', name), 'utf8');
  files[path] = text;
  for (const [, lib] of text.matchAll(/<reference lib="([^"]+)"/g)) addLibrary(files, `lib.${lib}.d.ts`);
}

const packageOf = (module: string): string => module.split('/')[1] as string;

/** The declarations that a package's modules reach, and a manifest that leads to them. */
function addPackage(files: Record<string, string>, name: string): void {
  const home = join(packages, name);
  const root = `/node_modules/@gossamer/${name}`;
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly types: string }>>;
  };
  const exports: Record<string, object> = {};
  for (const module of MODULES.filter((candidate) => packageOf(candidate) === name)) {
    const key = `.${module.slice(`@gossamer/${name}`.length)}`;
    const types = manifest.exports[key]?.types;
    if (types === undefined) throw new Error(`${module} has no declarations`);
    exports[key] = { types };
    addDeclaration(files, home, root, types.slice(2));
  }
  files[`${root}/package.json`] = JSON.stringify({ name: `@gossamer/${name}`, type: 'module', exports });
}

function addDeclaration(files: Record<string, string>, home: string, root: string, path: string): void {
  if (files[`${root}/${path}`] !== undefined) return;
  const text = readFileSync(join(home, path), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  files[`${root}/${path}`] = text;
  for (const [, target] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g))
    addDeclaration(files, home, root, posix.join(posix.dirname(path), `${target}.d.ts`));
}
