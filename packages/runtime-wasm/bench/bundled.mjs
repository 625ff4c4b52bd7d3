// Bundles a program of src/testing/programs, so that Node can run it from the sources.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const place = (path) => new URL(path, import.meta.url);

/** The address of the bundle. */
export async function bundled(name) {
  const outfile = fileURLToPath(place(`.cache/${name}.mjs`));
  await build({
    entryPoints: [fileURLToPath(place(`../src/testing/programs/${name}.ts`))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    conditions: ['gossamer-source'],
    external: ['onnxruntime-web', 'playwright-core', 'esbuild'],
    // The harness finds its files relative to its sources.
    define: { 'import.meta.url': JSON.stringify(place('../src/testing/server.ts').href) },
    logLevel: 'error',
  });
  return pathToFileURL(outfile).href;
}
