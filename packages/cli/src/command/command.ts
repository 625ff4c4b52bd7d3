// Command: one word of `gossamer`, with its flags, its help and what it does.

import type { CommonFlags, Flags, FlagValues } from './flags.js';
import type { Output } from './output.js';

export interface CommandContext<F extends Flags = Flags> {
  /** The words that are not flags, in order. */
  readonly words: readonly string[];
  readonly flags: FlagValues<F & CommonFlags>;
  readonly output: Output;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The words a command takes beside its flags. */
interface WordsSpec {
  /** As the help shows them: `<model>`, `<images...>`. */
  readonly usage: string;
  readonly min: number;
  readonly max: number;
}

/** Flags under one heading of the help. */
export interface FlagSection {
  readonly title: string;
  readonly flags: Flags;
}

export interface Command<F extends Flags = Flags> {
  readonly name: string;
  /** What it does, in a sentence or a few lines. */
  readonly about: string;
  readonly words: WordsSpec;
  readonly flags: F;
  /** How the help divides `flags`; those in no section come first, under "Flags". */
  readonly sections?: readonly FlagSection[];
  /** Command lines for the help, without the leading `gossamer`. */
  readonly examples: readonly string[];
  /** Does the work and gives the exit status: 0 done, 1 failed. Errors are thrown. */
  run(context: CommandContext<F>): Promise<number>;
}
