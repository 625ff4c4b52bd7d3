// Bundles what runs inside the browser of `gossamer bench --runtime browser` into dist, or the folder given.
import { join } from 'node:path';
import { build } from 'esbuild';

await build({
  entryPoints: ['src/bench/browser/page/worker.ts'],
  outdir: join(process.argv[2] ?? 'dist', 'bench-page'),
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['gossamer-source'],
  legalComments: 'inline',
});
