// The table of commands. Each is loaded when it is called, so that start-up stays quick.

import type { Command } from '../command/command.js';

interface CommandEntry {
  readonly name: string;
  /** One line for the program's help. */
  readonly summary: string;
  load(): Promise<Command>;
}

export const commands: readonly CommandEntry[] = [];
