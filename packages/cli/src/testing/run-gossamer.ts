// Runs the program inside the test's own process, on streams the test can read.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, onTestFinished } from 'vitest';
import { runProgram } from '../program.js';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as one JSON document. */
  json<T = Record<string, unknown>>(): T;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Pretends that both streams are terminals of this width. */
  readonly columns?: number;
  readonly env?: Record<string, string>;
  /** Called with everything that is written. */
  onWrite?(text: string): void;
}

/** What the program keeps, for the tests of one file: neither the user's folder nor what an earlier run compiled. */
const cache = mkdtempSync(join(tmpdir(), 'gossamer-cache-'));
process.env.GOSSAMER_CACHE = cache;
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** `gossamer ARGS`. */
export function gossamer(...args: readonly string[]): Promise<Outcome> {
  return gossamerWith({}, ...args);
}

export async function gossamerWith(options: RunOptions, ...args: readonly string[]): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write(text: string) {
      texts[name] += text;
      options.onWrite?.(text);
    },
    ...(options.columns === undefined ? {} : { isTTY: true, columns: options.columns }),
  });
  const status = await runProgram(args, {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: options.env ?? {},
    signal: options.signal ?? new AbortController().signal,
  });
  return { status, ...texts, json: () => JSON.parse(texts.stdout) };
}

export interface Folder {
  /** The path of a file in it. */
  file(name: string): string;
  /** Everything in it, hidden files too. */
  list(): string[];
}

/** A folder that is removed when the test is over. */
export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'gossamer-cli-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return { file: (name) => join(path, name), list: () => readdirSync(path).sort() };
}

/** A file of `data/` beside this one. */
export function testData(name: string): string {
  return fileURLToPath(new URL(`data/${name}`, import.meta.url));
}
