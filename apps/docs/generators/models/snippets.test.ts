// The first lines of code of a model's page run as they stand.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';
import { browserSnippet, nodeSnippet } from './snippets.js';

const FOLDER = fileURLToPath(new URL('../../.generated/snippets/', import.meta.url));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

it.each([
  ['in Node', 'node', nodeSnippet],
  ['as a WebAssembly module', 'browser', browserSnippet],
])(
  '%s',
  async (_, name, snippet) => {
    mkdirSync(FOLDER, { recursive: true });
    const file = `${FOLDER}${name}.ts`;
    writeFileSync(file, snippet('mobilenetv3_small_050'));
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import(/* @vite-ignore */ file);
    expect(log.mock.calls).toEqual([[[1, 1000]]]);
    log.mockRestore();
  },
  120_000,
);
