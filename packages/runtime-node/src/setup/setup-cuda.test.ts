import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadBinding } from '../binding.js';
import { filesBelow } from '../testing/files-below.js';
import { type TestFolder, testFolder } from '../testing/picture-files.js';
import { setupCuda } from './setup-cuda.js';

/** Written by Python's zipfile: the three libraries of the package, deflated, each its name repeated. */
const PACKAGE = Buffer.from(
  [
    'UEsDBBQAAAAIAAAAIVwH2yGXMwAAAHIGAAA6AAAAcnVudGltZXMvbGludXgteDY0L25hdGl2ZS9saWJvbm54cnVudGltZV9wcm92',
    'aWRlcnNfY3VkYS5zb8vJTMrPy6soKs0rycxNjS8oyi/LTEktKo5PLk1J1CvOV8gZVTCqYFTBqIJRBaMKqKEAAFBLAwQUAAAACAAA',
    'ACFcbyUMUDUAAADWBgAAPAAAAHJ1bnRpbWVzL2xpbnV4LXg2NC9uYXRpdmUvbGlib25ueHJ1bnRpbWVfcHJvdmlkZXJzX3NoYXJl',
    'ZC5zb8vJTMrPy6soKs0rycxNjS8oyi/LTEktKo4vzkgsSk3RK85XyBlVMqpkVMmoklElo0qGhhIAUEsDBBQAAAAIAAAAIVyqwtn+',
    'OQAAADoHAAA+AAAAcnVudGltZXMvbGludXgteDY0L25hdGl2ZS9saWJvbm54cnVudGltZV9wcm92aWRlcnNfdGVuc29ycnQuc2/L',
    'yUzKz8urKCrNK8nMTY0vKMovy0xJLSqOL0nNK84vKirRK85XyBlVNKpoVNGoolFFo4pGFUEUAQBQSwECFAMUAAAACAAAACFcB9sh',
    'lzMAAAByBgAAOgAAAAAAAAAAAAAAgAEAAAAAcnVudGltZXMvbGludXgteDY0L25hdGl2ZS9saWJvbm54cnVudGltZV9wcm92aWRl',
    'cnNfY3VkYS5zb1BLAQIUAxQAAAAIAAAAIVxvJQxQNQAAANYGAAA8AAAAAAAAAAAAAACAAYsAAABydW50aW1lcy9saW51eC14NjQv',
    'bmF0aXZlL2xpYm9ubnhydW50aW1lX3Byb3ZpZGVyc19zaGFyZWQuc29QSwECFAMUAAAACAAAACFcqsLZ/jkAAAA6BwAAPgAAAAAA',
    'AAAAAAAAgAEaAQAAcnVudGltZXMvbGludXgteDY0L25hdGl2ZS9saWJvbm54cnVudGltZV9wcm92aWRlcnNfdGVuc29ycnQuc29Q',
    'SwUGAAAAAAMAAwA+AQAArwEAAAAA',
  ].join(''),
  'base64',
);
const NAMES = ['cuda', 'shared', 'tensorrt'].map((name) => `libonnxruntime_providers_${name}.so`);

const onLinux = process.platform === 'linux' && process.arch === 'x64';
let folder: TestFolder;
let server: Server;
let at: string;
let cutOnce: boolean;
let packageBytes: Buffer;
const ranges: (string | undefined)[] = [];

beforeEach(async () => {
  folder = await testFolder();
  const original = dirname(dirname((await loadBinding()).modulePath as string));
  await cp(join(original, 'script'), folder.file('ort/script'), { recursive: true });
  await folder.put('ort/dist/index.js', '');
  await mkdir(folder.file('ort/bin'), { recursive: true });
  packageBytes = PACKAGE;
  cutOnce = false;
  ranges.length = 0;
  server = createServer((request, response) => {
    const url = request.url ?? '';
    const json = (value: object) => response.end(JSON.stringify(value));
    const id = 'microsoft.ml.onnxruntime.gpu.linux';
    if (url === '/index.json') response.writeHead(302, { location: '/v3.json' }).end();
    else if (url === '/v3.json') {
      json({
        resources: [
          { '@id': `${at}/flat`, '@type': 'PackageBaseAddress/3.0.0' },
          { '@id': `${at}/registration/`, '@type': 'RegistrationsBaseUrl/3.6.0' },
        ],
      });
    } else if (url === `/registration/${id}/1.30.0.json`) json({ catalogEntry: `${at}/catalog.json` });
    else if (url === '/catalog.json') {
      const packageHash = createHash('sha512').update(PACKAGE).digest('base64');
      json({ packageHash, packageHashAlgorithm: 'SHA512', packageSize: PACKAGE.length });
    } else if (url === `/flat/${id}/1.30.0/${id}.1.30.0.nupkg`) {
      response.writeHead(302, { location: '/cdn' }).end();
    } else if (url === '/cdn') {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (request.method === 'GET') ranges.push(request.headers.range);
      const head = { etag: '"1"', 'accept-ranges': 'bytes', 'content-length': packageBytes.length - start };
      const range = { 'content-range': `bytes ${start}-${packageBytes.length - 1}/${packageBytes.length}` };
      const partial = request.headers.range !== undefined;
      response.writeHead(partial ? 206 : 200, partial ? { ...head, ...range } : head);
      if (cutOnce && request.method === 'GET' && start < 100 && !/-0$/.test(request.headers.range ?? '')) {
        cutOnce = false;
        response.write(packageBytes.subarray(start, start + 100), () => response.destroy());
      } else response.end(packageBytes.subarray(start));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await folder[Symbol.asyncDispose]();
});

const setup = () =>
  setupCuda(
    {
      feed: `${at}/index.json`,
      env: {},
      cacheFolder: folder.file('cache'),
      retry: { attempts: 3, baseMs: 1 },
    },
    async () => ({ modulePath: folder.file('ort/dist/index.js'), folder: folder.file('ort/bin') }),
  );

describe.runIf(onLinux)('setupCuda', () => {
  it('writes the libraries beside the binding, through redirects, and again nothing', async () => {
    const { files } = await setup();
    expect(files.map(({ name, written }) => [name, written])).toEqual(
      expect.arrayContaining(NAMES.map((name) => [name, true])),
    );
    for (const name of NAMES) {
      expect(await readFile(folder.file(`ort/bin/${name}`), 'utf8')).toBe(`${name} `.repeat(50));
    }
    expect((await setup()).files.every(({ written }) => !written)).toBe(true);
    expect(await filesBelow(folder.file('ort/bin'))).toEqual(['gossamer-cuda.json', ...NAMES]);
  });

  it('resumes a download that is cut', async () => {
    cutOnce = true;
    await setup();
    expect(ranges.some((range) => range === 'bytes=100-')).toBe(true);
  });

  it('refuses another file than the feed describes, and leaves nothing beside the binding', async () => {
    packageBytes = Buffer.concat([PACKAGE.subarray(0, -1), Buffer.from([7])]);
    await expect(setup()).rejects.toThrow(/the package has SHA-512 .* the feed says/);
    expect(await filesBelow(folder.file('ort/bin'))).toEqual([]);
  });

  it('leaves a library alone that it did not write, and replaces its own', async () => {
    const [cuda = ''] = NAMES;
    await folder.put(`ort/bin/${cuda}`, 'built by hand');
    await expect(setup()).rejects.toThrow(`there is another ${cuda} already`);
    expect(await readFile(folder.file(`ort/bin/${cuda}`), 'utf8')).toBe('built by hand');
    const hash = createHash('sha512').update('built by hand').digest('base64');
    await writeFile(folder.file('ort/bin/gossamer-cuda.json'), JSON.stringify({ [cuda]: hash }));
    await setup();
    expect(await readFile(folder.file(`ort/bin/${cuda}`), 'utf8')).toContain(cuda);
  });

  it('says what is wrong with a feed', async () => {
    const off = () =>
      setupCuda({ feed: `${at}/none.json`, env: {} }, async () => ({
        modulePath: folder.file('ort/dist/index.js'),
        folder: folder.file('ort/bin'),
      }));
    await expect(off()).rejects.toMatchObject({ code: 'IO', reason: expect.stringContaining('answers 404') });
  });
});
