// The program: finds the command, reads its words, runs it, and turns errors into exit statuses.

import { AbortError, didYouMean, OptionError } from '@gossamer/core';
import type { Command, CommandContext } from './command/command.js';
import { commonFlags } from './command/flags.js';
import { commandHelp, programHelp } from './command/help.js';
import { Output } from './command/output.js';
import { parseWords } from './command/parse-words.js';
import { asGossamerError, exitStatusOf, reportError } from './command/report-error.js';
import type { Terminal } from './command/terminal.js';
import { commands } from './commands/index.js';
import { version } from './version.js';

/** Why work stops without a word: a reader that has seen enough (`gossamer list | head`) is not an error. */
export const READER_LEFT = 'the reader left';

/** Runs `gossamer ARGS` and gives the exit status; never throws. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  const plain = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  const output = new Output(terminal, {
    json: plain.includes('--json'),
    quiet: plain.includes('--quiet') || plain.includes('-q'),
  });
  try {
    return await dispatch(args, output, terminal);
  } catch (thrown) {
    if (terminal.signal.reason === READER_LEFT) return 0;
    const error = terminal.signal.aborted
      ? new AbortError('stopped', { cause: thrown })
      : asGossamerError(thrown);
    reportError(error, output, args[0] ?? '', plain.includes('--debug'));
    return exitStatusOf(error);
  }
}

async function dispatch(args: readonly string[], output: Output, terminal: Terminal): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') return showHelp(rest[0], terminal);
  if (name === '--version' || name === '-V') {
    terminal.stdout.write(`${version()}\n`);
    return 0;
  }
  const command = await findCommand(name);
  const { flags, words } = parseWords(rest, { ...command.flags, ...commonFlags });
  if (flags.help) return showHelp(name, terminal);
  checkCount(command, words);
  return command.run({ words, flags, output, signal: terminal.signal } as CommandContext);
}

async function findCommand(name: string): Promise<Command> {
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry.load();
  const names = commands.map((candidate) => candidate.name);
  throw new OptionError(`unknown ${name.startsWith('-') ? 'flag' : 'command'} ${name}`, {
    hint: didYouMean(name, names) ?? `the commands are ${names.join(', ')}`,
  });
}

async function showHelp(name: string | undefined, terminal: Terminal): Promise<number> {
  const text = name === undefined ? programHelp(commands, version()) : commandHelp(await findCommand(name));
  terminal.stdout.write(`${text}\n`);
  return 0;
}

function checkCount({ name, words: spec }: Command, words: readonly string[]): void {
  const usage = `usage: gossamer ${name} ${spec.usage}`;
  if (words.length < spec.min)
    throw new OptionError(`${name} needs ${spec.usage}`, { hint: `${usage} [flags]` });
  if (words.length > spec.max) {
    throw new OptionError(`unexpected word ${words[spec.max]}`, { hint: `${usage} [flags]` });
  }
}
