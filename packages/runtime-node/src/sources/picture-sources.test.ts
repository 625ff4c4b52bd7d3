import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngBytes, type TestFolder, testFolder } from '../testing/picture-files.js';
import { fetchBytes } from './fetch-bytes.js';
import { fetchStream } from './fetch-stream.js';
import { type PictureSources, pictureSources } from './picture-sources.js';
import { streamedPictures } from './streamed-pictures.js';
import { unpacked } from './unpacked.js';

const run = promisify(execFile);
/** Written by Python's zipfile: b/d.png deflated, a.png stored with zip64 sizes, notes.txt. */
const ZIP = Buffer.from(
  [
    'UEsDBBQAAAAIAAAAIVyfjxcxDQAAABgBAAAHAAAAYi9kLnBuZytOTc7PS1EoHqVQKQBQSwMELQAAAAAAAAAhXFfucZL/////////',
    '/wUAFABhLnBuZwEAEAAFAAAAAAAAAAUAAAAAAAAAZmlyc3RQSwMEFAAAAAAAAAAhXMenizsEAAAABAAAAAkAAABub3Rlcy50eHR0',
    'ZXh0UEsBAhQDFAAAAAgAAAAhXJ+PFzENAAAAGAEAAAcAAAAAAAAAAAAAAIABAAAAAGIvZC5wbmdQSwECLQMtAAAAAAAAACFcV+5x',
    'kgUAAAAFAAAABQAAAAAAAAAAAAAAgAEyAAAAYS5wbmdQSwECFAMUAAAAAAAAACFcx6eLOwQAAAAEAAAACQAAAAAAAAAAAAAAgAFu',
    'AAAAbm90ZXMudHh0UEsFBgAAAAADAAMAnwAAAJkAAAAAAA==',
  ].join(''),
  'base64',
);
const LONG = `${'long-folder-name/'.repeat(9)}e.png`;
let folder: TestFolder;
let pictures: Buffer[];
beforeAll(async () => {
  folder = await testFolder();
  pictures = await Promise.all([0, 1, 2, 3, 4].map(pngBytes));
  for (const [i, name] of ['a.png', 'b/c.JPG', 'b/d.png', LONG].entries()) {
    await folder.put(`in/${name}`, pictures[i] as Buffer);
  }
  await folder.put('in/b/notes.txt', 'not a picture');
  await folder.put('in/.hidden.png', 'not looked at');
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Names from the test's folder on, with the bytes of those that are not paths. */
async function all(sources: PictureSources): Promise<[string, Buffer | undefined][]> {
  const found: [string, Buffer | undefined][] = [];
  for await (const item of pictureSources(sources)) {
    const content = await item.read();
    const bytes = typeof content === 'string' ? undefined : Buffer.from(content);
    found.push([item.name.replace(`${folder.path}/`, ''), bytes]);
  }
  return found;
}
const names = async (sources: PictureSources) => (await all(sources)).map(([name]) => name);

describe('pictureSources', () => {
  it('finds pictures in folders, by patterns, and keeps paths that are not there', async () => {
    expect(await names(folder.file('in'))).toEqual(['in/a.png', 'in/b/c.JPG', 'in/b/d.png', `in/${LONG}`]);
    expect(await names(folder.file('in/*.png'))).toEqual(['in/.hidden.png', 'in/a.png']);
    expect(await names(folder.file('in/b/?.*'))).toEqual(['in/b/c.JPG', 'in/b/d.png']);
    expect(await names(folder.file('in/**/d.png'))).toEqual(['in/b/d.png']);
    expect(await names([folder.file('in/a.png'), folder.file('none.png')])).toEqual(['in/a.png', 'none.png']);
  });

  it('takes bytes and items', async () => {
    const item = { name: 'mine', read: async () => pictures[1] as Buffer };
    expect(await all([pictures[0] as Buffer, item])).toEqual([
      ['#0', pictures[0]],
      ['mine', pictures[1]],
    ]);
  });

  it.each([
    ['ustar.tar', ['--format=ustar']],
    ['gnu.tar', ['--format=gnu']],
    ['pax.tgz', ['--format=pax', '-z']],
  ])('reads %s as tar writes it', async (archive, flags) => {
    await run('tar', [...flags, '--sort=name', '-cf', folder.file(archive), '-C', folder.file('in'), '.']);
    const wanted = ['./a.png', './b/c.JPG', './b/d.png', `./${LONG}`];
    expect(await all(folder.file(archive))).toEqual(
      wanted.map((name, i) => [`${archive}/${name}`, pictures[i]]),
    );
  });

  it('reads zip archives, stored and deflated', async () => {
    await folder.put('some.zip', ZIP);
    expect(await all(folder.file('some.zip'))).toEqual([
      ['some.zip/a.png', Buffer.from('first')],
      ['some.zip/b/d.png', Buffer.from('second '.repeat(40))],
    ]);
  });

  it('refuses archives that are damaged or cut short', async () => {
    await folder.put('text.tar', 'x'.repeat(1024));
    await expect(all(folder.file('text.tar'))).rejects.toThrow('this is not a tar archive');
    await run('tar', ['-cf', folder.file('cut.tar'), '-C', folder.file('in'), 'a.png']);
    await run('truncate', ['-s', '530', folder.file('cut.tar')]);
    await expect(all(folder.file('cut.tar'))).rejects.toThrow('the archive is cut short');
    await folder.put('text.zip', 'x'.repeat(1024));
    await expect(all(folder.file('text.zip'))).rejects.toThrow('this is not a zip archive');
    for (let at = 0; at < ZIP.length; at += 3) {
      const spoilt = ZIP.map((byte, i) => (i === at ? byte ^ 0xff : byte));
      await folder.put('spoilt.zip', spoilt);
      await all(folder.file('spoilt.zip')).catch((error) => expect(error.code).toMatch(/FORMAT|IO/));
    }
  });

  it('refuses archives that unpack to more than pictures would, before or while it happens', async () => {
    const bomb = ZIP.indexOf(Buffer.from('PK\x01\x02'));
    const large = Buffer.from(ZIP);
    // Its directory says that the first entry has four billion bytes.
    large.writeUInt32LE(0xffff_fff0, bomb + 24);
    await folder.put('large.zip', large);
    await expect(all(folder.file('large.zip'))).rejects.toThrow('more than pictures would');
    const shared = Buffer.from(ZIP);
    // The second entry lies where the first one does.
    shared.writeUInt32LE(0, shared.indexOf(Buffer.from('PK\x01\x02'), bomb + 4) + 42);
    await folder.put('shared.zip', shared);
    await expect(all(folder.file('shared.zip'))).rejects.toThrow('two entries share their bytes');
    const zeros = gzipSync(Buffer.alloc(2 ** 20), { level: 9 });
    await folder.put('bomb.tgz', Buffer.concat(Array.from({ length: 400 }, () => zeros)));
    const endless = unpacked(createReadStream(folder.file('bomb.tgz')), 'bomb.tgz');
    let size = 0;
    const drain = async () => {
      for await (const chunk of endless) size += chunk.length;
    };
    await expect(drain()).rejects.toMatchObject({ code: 'FORMAT', within: 'bomb.tgz' });
    expect(size).toBeLessThan(2 ** 28 + 2 ** 20);
  });

  it('reads entries of a zip archive in any order, also when it has been left', async () => {
    await folder.put('late.zip', ZIP);
    const items = [];
    for await (const item of pictureSources(folder.file('late.zip'))) items.push(item);
    const [a, d] = [await items[1]?.read(), await items[0]?.read()];
    expect(Buffer.from(a as Uint8Array).toString()).toBe('second '.repeat(40));
    expect(Buffer.from(d as Uint8Array).toString()).toBe('first');
  });

  it('stops where its signal says so', async () => {
    const stop = new AbortController();
    const items = pictureSources(folder.file('in'), { signal: stop.signal });
    await items.next();
    stop.abort();
    await expect(items.next()).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('pictures from the web', () => {
  it('come as tar archives too, which may break off', async () => {
    await run('tar', ['-czf', folder.file('web.tgz'), '-C', folder.file('in'), './a.png', './b/c.JPG']);
    const archive = await readFile(folder.file('web.tgz'));
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/shard.tar')) response.end(archive);
      else if (request.url === '/none.tar') response.writeHead(404).end();
      else response.write(archive.subarray(0, 100));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await all(`${at}/shard.tar?part=1`)).toEqual([
        [`${at}/shard.tar?part=1/./a.png`, pictures[0]],
        [`${at}/shard.tar?part=1/./b/c.JPG`, pictures[1]],
      ]);
      await expect(all(`${at}/none.tar`)).rejects.toThrow('the server answers 404');
      const slow = async () => {
        for await (const _ of fetchStream(`${at}/slow.tar`, { silenceMs: 50 }));
      };
      await expect(slow()).rejects.toThrow('nothing came for 50 ms');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('are bounded in size and time, and say what the server said', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/a.png') response.end(pictures[0]);
      else if (request.url === '/moved.png') response.writeHead(302, { location: '/a.png' }).end();
      else if (request.url === '/none.png') response.writeHead(404).end();
      else if (request.url === '/endless.png') response.write('x');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await all(`${at}/moved.png`)).toEqual([[`${at}/moved.png`, pictures[0]]]);
      await expect(fetchBytes(`${at}/none.png`)).rejects.toThrow('the server answers 404');
      await expect(fetchBytes(`${at}/a.png`, { maxBytes: 10 })).rejects.toThrow('more than 10 bytes');
      await expect(fetchBytes(`${at}/endless.png`, { timeoutMs: 50 })).rejects.toThrow('longer than 50 ms');
      const signal = AbortSignal.timeout(50);
      await expect(fetchBytes(`${at}/endless.png`, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
    await expect(fetchBytes(`${at}/a.png`)).rejects.toThrow(/ECONNREFUSED|closed/);
  });
});

describe('a stream', () => {
  async function* bytewise(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
  }
  const read = async (bytes: Uint8Array) => {
    const found: [string, Uint8Array][] = [];
    for await (const item of streamedPictures(bytewise(bytes), 'stdin')) {
      found.push([item.name, (await item.read()) as Uint8Array]);
    }
    return found;
  };

  it('is one picture', async () => {
    const [[name, bytes] = ['', new Uint8Array(0)], ...more] = await read(pictures[0] as Buffer);
    expect([name, Buffer.compare(bytes, pictures[0] as Buffer), more.length]).toEqual(['stdin', 0, 0]);
  });

  it('is a tar archive', async () => {
    await run('tar', [
      '-cf',
      join(folder.path, 'stream.tar'),
      '-C',
      join(folder.path, 'in'),
      'a.png',
      'b/d.png',
    ]);
    const found = await read(await readFile(join(folder.path, 'stream.tar')));
    expect(found.map(([name]) => name)).toEqual(['stdin/a.png', 'stdin/b/d.png']);
    expect(Buffer.compare(found[1]?.[1] as Uint8Array, pictures[2] as Buffer)).toBe(0);
  });

  it('is nothing, or told what it is', async () => {
    expect(await read(new Uint8Array(0))).toEqual([]);
    await expect(read(Buffer.from('photos/a.jpg\nphotos/b.jpg\n'))).rejects.toMatchObject({
      code: 'FORMAT',
      reason: 'expected a picture or a tar archive, found text',
      hint: expect.stringContaining('xargs'),
    });
    await expect(read(new Uint8Array(2048))).resolves.toEqual([]);
    await expect(read(new Uint8Array(2048).fill(1, 1))).rejects.toMatchObject({
      reason: expect.stringContaining('not a tar archive'),
    });
  });
});
