// A folder of JPEGs: smooth colours with some detail, of the sizes people's thumbnails have. Made once.

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Paths of `count` pictures of 400 to 600 by 300 to 460 pixels, quality 90. */
export async function picturesIn(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const there = new Set(await readdir(folder));
  const names = Array.from({ length: count }, (_, i) => `${String(i).padStart(5, '0')}.jpg`);
  for (const [i, name] of names.entries()) if (!there.has(name)) await write(join(folder, name), i);
  return names.map((name) => join(folder, name));
}

async function write(path: string, seed: number): Promise<void> {
  const grid = Uint8Array.from(
    { length: 40 * 30 * 3 },
    (_, k) => 128 + 127 * Math.sin(k * (seed + 7) * 12.9898),
  );
  await sharp(grid, { raw: { width: 40, height: 30, channels: 3 } })
    .resize(400 + ((seed * 37) % 200), 300 + ((seed * 53) % 160), { kernel: 'cubic', fit: 'fill' })
    .jpeg({ quality: 90 })
    .toFile(path);
}
