// Fenced blocks of TypeScript as files beside each other, so that the compiler and Node see them as programs.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CodeBlock, programs } from './code-blocks.js';
import { APP, allBlocks } from './docs-files.js';

export interface BlockProgram {
  /** `guide/passes.md:12`: where its first line stands. */
  readonly name: string;
  readonly file: string;
  readonly runs: boolean;
  readonly source: string;
  /** The place in the page of a line of `file`, both from 1. */
  placeOf(line: number): string;
}

export const PROGRAMS_FOLDER = join(APP, '.generated/blocks');

/** Every `ts` block, but for those marked `no-check`, written into `PROGRAMS_FOLDER`. */
export function writeBlockPrograms(): BlockProgram[] {
  rmSync(PROGRAMS_FOLDER, { recursive: true, force: true });
  mkdirSync(PROGRAMS_FOLDER, { recursive: true });
  const checked = allBlocks('ts').filter(({ words }) => !words.includes('no-check'));
  const files = [...new Set(checked.map(({ file }) => file))];
  return files.flatMap((file) => programs(checked.filter((block) => block.file === file))).map(writeProgram);
}

function writeProgram(blocks: readonly CodeBlock[]): BlockProgram {
  const lines: { readonly text: string; readonly place: string }[] = [];
  for (const { given, code, file, line } of blocks) {
    for (const text of given.split('\n')) lines.push({ text, place: `${file}:${line} (given)` });
    for (const [i, text] of code.split('\n').entries()) lines.push({ text, place: `${file}:${line + i}` });
  }
  const [first] = blocks as [CodeBlock];
  const name = `${first.file.replace(/^apps\/docs\//, '')}:${first.line}`;
  const file = join(PROGRAMS_FOLDER, `${name.replace(/[^a-z0-9]+/gi, '-')}.ts`);
  const source = `${lines.map(({ text }) => text).join('\n')}\nexport {};\n`;
  writeFileSync(file, source);
  const runs = blocks.every(({ words }) => words.includes('run'));
  return { name, file, runs, source, placeOf: (line) => lines[line - 1]?.place ?? name };
}
