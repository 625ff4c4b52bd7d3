// Bundles what runs inside the pages, charts included, into one script.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/page/page.ts'],
  outfile: 'dist/page.js',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'inline',
});
