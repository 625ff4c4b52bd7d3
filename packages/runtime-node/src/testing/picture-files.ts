// Small pictures for tests, each of another colour.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** A PNG of 24 x 20 pixels. */
export function pngBytes(seed: number): Promise<Buffer> {
  const data = Uint8Array.from({ length: 24 * 20 * 3 }, (_, i) => (seed * 37 + i * (seed + 3)) % 256);
  return sharp(data, { raw: { width: 24, height: 20, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

export interface TestFolder extends AsyncDisposable {
  readonly path: string;
  file(name: string): string;
  put(name: string, content: string | Uint8Array): Promise<void>;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'gossamer-folder-'));
  const file = (name: string): string => join(path, name);
  return {
    path,
    file,
    async put(name, content) {
      await mkdir(dirname(file(name)), { recursive: true });
      await writeFile(file(name), content);
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
