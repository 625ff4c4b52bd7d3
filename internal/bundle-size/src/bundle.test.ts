// Bundles the built packages as a consumer would and holds the result against its promises.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { entries } from './entries.js';

async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['onnxruntime-web', 'onnxruntime-web/*'],
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map((file) => file.text).join('\n');
}

describe('bundle size', () => {
  it.each(entries)(
    '$name stays under $gzip bytes',
    { timeout: 60_000 },
    async ({ name, code, gzip, without }) => {
      const text = await bundle(code);
      const bytes = gzipSync(text, { level: 9 }).length;
      process.stdout.write(`  ${name}: ${bytes} bytes gzip of at most ${gzip}\n`);
      expect(bytes).toBeLessThanOrEqual(gzip);
      for (const word of without)
        expect(word.exec(text)?.[0], `${word} in the bundle of ${name}`).toBeUndefined();
    },
  );
});
