// Bundles the built packages as a consumer would and holds the result against its promises.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { entries } from './entries.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

const options = (code: string) => ({
  stdin: { contents: code, resolveDir: folder },
  absWorkingDir: folder,
  outdir: 'out',
  bundle: true,
  minify: true,
  format: 'esm' as const,
  platform: 'browser' as const,
  external: ['onnxruntime-web', 'onnxruntime-web/*'],
  write: false as const,
  logLevel: 'error' as const,
});

/** What runs before anything is asked for by `import()`, without what nobody uses. */
async function bundle(code: string): Promise<string> {
  const later: Plugin = {
    name: 'import() is another file',
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ kind }) => (kind === 'dynamic-import' ? { external: true } : undefined));
    },
  };
  const { outputFiles } = await build({ ...options(code), plugins: [later] });
  return outputFiles.map(({ text }) => text).join('\n');
}

/** What a page loads before anything runs where esbuild splits it: by files, so that parts come along that are used later. */
async function split(code: string): Promise<string> {
  const { outputFiles, metafile } = await build({
    ...options(code),
    splitting: true,
    metafile: true as const,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const outputs = Object.entries(metafile.outputs);
  const first = new Set([outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>')?.[0] as string]);
  for (const file of first) {
    for (const { path, kind, external } of metafile.outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) first.add(path);
    }
  }
  return [...first].map((file) => texts.get(resolve(folder, file)) as string).join('\n');
}

const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length;

describe('bundle size', () => {
  it.each(entries)(
    '$name stays under $gzip bytes',
    { timeout: 60_000 },
    async ({ name, code, gzip, without }) => {
      const first = await bundle(code);
      const bytes = gzipped(first);
      const files = gzipped(await split(code));
      process.stdout.write(
        `  ${name}: ${bytes} bytes gzip of at most ${gzip}; ${files} as esbuild splits it\n`,
      );
      expect(bytes).toBeLessThanOrEqual(gzip);
      for (const word of without)
        expect(word.exec(first)?.[0], `${word} in the bundle of ${name}`).toBeUndefined();
    },
  );
});
