#!/usr/bin/env node
// Entry of the `gossamer` program: the process as a terminal, Ctrl-C as a signal.

import type { Terminal } from './command/terminal.js';
import { READER_LEFT, runProgram } from './program.js';

const controller = new AbortController();

/** The first Ctrl-C lets the command clean up, the second one does not wait. */
function stop(): void {
  if (controller.signal.aborted) process.exit(130);
  controller.abort();
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return controller.abort(READER_LEFT);
  process.stderr.write(`IoError (IO): cannot write to standard output: ${error.message}\n`);
  process.exit(1);
});
// Nobody to tell: the exit status says it.
process.stderr.on('error', () => {});

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: controller.signal,
};
process.exitCode = await runProgram(process.argv.slice(2), terminal);
