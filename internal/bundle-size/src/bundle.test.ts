// Bundles the built packages as a consumer would and holds the result against its promises.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { entries } from './entries.js';

/** What a page loads before anything runs, and everything it may load later. */
interface Bundle {
  readonly first: string;
  readonly later: string;
}

async function bundle(code: string): Promise<Bundle> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: folder },
    absWorkingDir: folder,
    outdir: 'out',
    bundle: true,
    minify: true,
    splitting: true,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    external: ['onnxruntime-web', 'onnxruntime-web/*'],
    write: false,
    logLevel: 'error',
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const outputs = Object.entries(metafile.outputs);
  const start = outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>')?.[0] as string;
  const first = new Set([start]);
  for (const file of first) {
    const imports = metafile.outputs[file]?.imports ?? [];
    for (const { path, kind, external } of imports) {
      if (kind === 'import-statement' && !external) first.add(path);
    }
  }
  const textOf = (files: Iterable<string>): string =>
    [...files].map((file) => texts.get(resolve(folder, file)) as string).join('\n');
  return { first: textOf(first), later: textOf(outputs.map(([file]) => file).filter((f) => !first.has(f))) };
}

const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length;

describe('bundle size', () => {
  it.each(entries)(
    '$name stays under $gzip bytes',
    { timeout: 60_000 },
    async ({ name, code, gzip, without }) => {
      const { first, later } = await bundle(code);
      const bytes = gzipped(first);
      const more = later === '' ? '' : `, and ${gzipped(later)} where they are needed`;
      process.stdout.write(`  ${name}: ${bytes} bytes gzip of at most ${gzip}${more}\n`);
      expect(bytes).toBeLessThanOrEqual(gzip);
      for (const word of without)
        expect(word.exec(first)?.[0], `${word} in the bundle of ${name}`).toBeUndefined();
    },
  );
});
