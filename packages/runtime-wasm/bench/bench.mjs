// Bundles and runs the measurements: MODELS, ROUNDS, SIZE, THREADS and WHERE=node|chromium choose among them.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const place = (path) => new URL(path, import.meta.url);
const outfile = fileURLToPath(place('.cache/measure.mjs'));
await build({
  entryPoints: [fileURLToPath(place('../src/testing/programs/measure.ts'))],
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
await import(pathToFileURL(outfile).href);
