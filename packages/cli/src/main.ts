#!/usr/bin/env node
// Entry of the `gossamer` program: the process as a terminal, Ctrl-C as a signal.

import type { Terminal } from './command/terminal.js';
import { runProgram } from './program.js';

const controller = new AbortController();

/** The first Ctrl-C lets the command clean up, the second one does not wait. */
function stop(): void {
  if (controller.signal.aborted) process.exit(130);
  controller.abort();
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// A reader that has seen enough (`gossamer list | head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: controller.signal,
};
process.exitCode = await runProgram(process.argv.slice(2), terminal);
