// The one build configuration: entries are what package.json publishes, output mirrors src/ in dist/.
import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

interface Manifest {
  exports?: Record<string, string | Record<string, string>>;
  bin?: Record<string, string>;
}

/** The published modules of the package in the working directory, as `{ 'ops/index': 'src/ops/index.ts' }`. */
function entries(): Record<string, string> {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const outputs = Object.values(manifest.exports ?? {})
    .map((target) => (typeof target === 'string' ? target : (target.default ?? '')))
    .concat(Object.values(manifest.bin ?? {}))
    .filter((file) => file.startsWith('./dist/'));
  return Object.fromEntries(
    outputs.map((file) => {
      const name = file.slice('./dist/'.length, -'.js'.length);
      return [name, `src/${name}.ts`];
    }),
  );
}

/**
 * Options for barrels (`['index']`) that only name their modules, each a file of its own in dist/: bundlers that split by files
 * would otherwise load with one module what only another needs.
 */
export function withParts(barrels: readonly string[]): Pick<Options, 'entry' | 'esbuildPlugins'> {
  const parts = barrels.flatMap((barrel) => {
    const folder = barrel.slice(0, barrel.lastIndexOf('/') + 1);
    const lines = readFileSync(`src/${barrel}.ts`, 'utf8').matchAll(
      /^(?:export|\}).* from '\.\/(.+)\.js';$/gm,
    );
    return [...lines].map(([, path = '']) => [folder + path, `src/${folder}${path}.ts`] as const);
  });
  return {
    entry: { ...entries(), ...Object.fromEntries(parts) },
    esbuildPlugins: [
      {
        name: 'barrels name their modules and import nothing else',
        setup({ onResolve }) {
          onResolve({ filter: /^\.\// }, ({ path, importer }) =>
            barrels.some((barrel) => importer.endsWith(`/src/${barrel}.ts`))
              ? { path, external: true }
              : undefined,
          );
        },
      },
    ],
  };
}

export default defineConfig({
  entry: entries(),
  format: 'esm',
  platform: 'node',
  removeNodeProtocol: false,
  target: 'es2022',
  splitting: true,
  treeshake: true,
  sourcemap: true,
  minify: false,
  // Declarations belong to `tsc -b`, which writes them beside the modules.
  dts: false,
  clean: ['!**/*.d.ts', '!**/*.d.ts.map'],
  silent: true,
});
