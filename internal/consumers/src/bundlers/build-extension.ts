// A web extension of Chromium, manifest version 3: its own page, isolated, under the strict policy extensions have.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Application } from '../application.js';
import { buildEsbuild } from '../build-esbuild.js';

const MANIFEST = {
  manifest_version: 3,
  name: 'Gossamer in an extension',
  version: '1.0',
  content_security_policy: {
    extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'",
  },
  cross_origin_embedder_policy: { value: 'require-corp' },
  cross_origin_opener_policy: { value: 'same-origin' },
};

/** The unpacked extension's folder. */
export async function buildExtension({ folder }: Application): Promise<string> {
  const built = await buildEsbuild(folder, 'main.js', 'extension');
  await writeFile(join(built, 'manifest.json'), JSON.stringify(MANIFEST));
  return built;
}
