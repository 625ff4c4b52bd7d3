// What reaches a terminal of a text with names from files in it.

import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Output } from './output.js';
import type { Terminal } from './terminal.js';

function written(write: (output: Output) => void): string[] {
  const streams = [new PassThrough(), new PassThrough()].map((stream) =>
    Object.assign(stream, { isTTY: true }),
  );
  const [stdout, stderr] = streams as unknown as [Terminal['stdout'], Terminal['stderr']];
  const terminal: Terminal = { stdout, stderr, env: { TERM: 'xterm' }, signal: new AbortController().signal };
  write(new Output(terminal, { json: false, quiet: false }));
  return streams.map((stream) => String(stream.read() ?? ''));
}

/** Sets the title of an xterm, and clears a line. */
const NAME = 'conv\u001b]0;title\u0007\u009b2K\r1';
const SPELT = 'conv\\u001b]0;title\\u0007\\u009b2K\\u000d1';

it('spells control characters of names out, and keeps lines, tabs and its own bold', () => {
  const [stdout] = written((output) => output.print(`${output.bold('a')}\t${output.dim(NAME)}\nä`));
  expect(stdout).toBe(`\u001b[1ma\u001b[22m\t\u001b[2m${SPELT}\u001b[22m\nä\n`);
  const [, stderr] = written((output) => {
    output.warn(NAME);
    output.progress(NAME);
  });
  expect(stderr).toBe(`${SPELT}\n\r\u001b[2K${SPELT}`);
});
