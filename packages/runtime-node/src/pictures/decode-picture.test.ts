import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode-picture.js';
import { jpegComponents } from './jpeg-components.js';
import { loadSharp } from './load-sharp.js';

const folder = fileURLToPath(new URL('../testing/pictures/', import.meta.url));
const { pictures } = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as {
  pictures: Record<string, { mode: string; size: [number, number]; sha256: string }>;
};

describe('decodePicture', () => {
  it.each(Object.entries(pictures))('reads %s as PIL does', async (name, expected) => {
    const picture = await decodePicture(folder + name);
    expect([picture.width, picture.height]).toEqual(expected.size);
    expect(picture.channels).toBe(3);
    expect(createHash('sha256').update(picture.data).digest('hex')).toBe(expected.sha256);
  });

  it('cuts 16-bit grey to its high byte, where PIL would give white', async () => {
    const [deep, plain] = await Promise.all([
      decodePicture(`${folder}g16.png`),
      decodePicture(`${folder}grey.png`),
    ]);
    expect(deep).toEqual(plain);
  });

  it('takes bytes too, in a plain array', async () => {
    const bytes = await readFile(`${folder}rgb.png`);
    const picture = await decodePicture(bytes);
    expect(picture).toEqual(await decodePicture(`${folder}rgb.png`));
    expect(picture.data.constructor).toBe(Uint8Array);
  });

  it.each(['rgb.png', 'rgb420.jpg', 'prog.jpg', 'rgb.gif', 'lossy.webp', 'cmyk.tif'])(
    'refuses %s cut short',
    async (name) => {
      const bytes = await readFile(folder + name);
      await expect(decodePicture(bytes.subarray(0, Math.floor(bytes.length * 0.6)))).rejects.toMatchObject({
        code: 'IMAGE',
        name: 'ImageError',
        hint: expect.stringContaining('truncated or damaged'),
      });
    },
  );

  const others: [string, string | Uint8Array, string][] = [
    ['text', Buffer.from('just some words, no pixels'), 'it looks like text'],
    ['nothing', new Uint8Array(0), 'it looks like an empty file'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'it looks like an SVG'],
    ['a BMP', Buffer.concat([Buffer.from('BM\x40\0\0\0\0\0\0\0'), Buffer.alloc(60)]), 'it looks like a BMP'],
    ['noise', Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 131) & 255), 'JPEG, PNG, WebP'],
  ];
  it.each(others)('refuses %s with a hint', async (_, source, hint) => {
    await expect(decodePicture(source)).rejects.toMatchObject({
      code: 'IMAGE',
      hint: expect.stringContaining(hint),
    });
  });

  it('names the file', async () => {
    await expect(decodePicture(`${folder}expected.json`)).rejects.toMatchObject({
      within: `${folder}expected.json`,
    });
    await expect(decodePicture(`${folder}none.png`)).rejects.toMatchObject({ code: 'IO' });
    await expect(decodePicture(folder)).rejects.toThrow('it is not a file');
    await expect(decodePicture(process.argv[99] as string)).rejects.toMatchObject({ code: 'OPTION' });
  });

  it('refuses too many pixels before decoding them', async () => {
    const bomb = await readFile(`${folder}rgb420.jpg`);
    const frame = bomb.indexOf(Buffer.of(0xff, 0xc0));
    bomb.writeUInt16BE(60_000, frame + 5);
    bomb.writeUInt16BE(60_000, frame + 7);
    await expect(decodePicture(bomb)).rejects.toThrow('the picture has more than 178956970 pixels');
    await expect(decodePicture(`${folder}rgb.png`, { maxPixels: 100 })).rejects.toMatchObject({
      code: 'IMAGE',
    });
  });

  it('stops', async () => {
    const options = { signal: AbortSignal.abort() };
    await expect(decodePicture(`${folder}rgb.png`, options)).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('jpegComponents', () => {
  it.each([
    ['grey.jpg', 1],
    ['prog.jpg', 3],
    ['exif6.jpg', 3],
    ['cmyk.jpg', 4],
    ['rgb.png', undefined],
  ])('of %s: %s', (name, components) => {
    const bytes = readFileSync(folder + name);
    expect(jpegComponents(bytes)).toBe(components);
    // Cut anywhere it gives up or says the same.
    for (let end = 0; end < bytes.length; end++) {
      expect([undefined, components]).toContain(jpegComponents(bytes.subarray(0, end)));
    }
  });
});

describe('loadSharp', () => {
  it('says how to install what is missing', async () => {
    const name = 'sharp-that-nobody-installed';
    await expect(loadSharp(() => import(name))).rejects.toMatchObject({
      code: 'IMAGE',
      reason: 'decoding pictures needs the package sharp, which is not installed',
      hint: 'npm install sharp',
    });
  });
});
